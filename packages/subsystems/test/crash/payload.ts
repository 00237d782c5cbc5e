import { createHash } from 'node:crypto';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A text that tells who wrote it and whether it is whole: its id, the length and checksum of its body, the body. */
export function toPayload(id: string, bodyLength: number): string {
  const pattern = digest(id);
  const body = pattern.repeat(Math.ceil(bodyLength / pattern.length)).slice(0, bodyLength);
  return `${id} ${body.length} ${digest(body)}\n${body}`;
}

/** Whose payload it is; undefined: it is not whole. */
export function idOfPayload(text: string): string | undefined {
  const end = text.indexOf('\n');
  const [id, length, sum] = text.slice(0, Math.max(end, 0)).split(' ');
  const body = text.slice(end + 1);
  return id !== undefined && id !== '' && Number(length) === body.length && sum === digest(body) ? id : undefined;
}
