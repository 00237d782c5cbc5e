import assert from 'node:assert/strict';
import type { Handle } from '@smyth/kernel';
import type { Law } from '@smyth/kernel/testing';
import type { StorageContract } from '../contract.ts';

export type Subject = Handle<StorageContract>;
export type StorageLaw = Law<Subject>;

/** An error is recognised by its code alone: names in messages are keys in one world and names in the other. */
export async function refuses(work: Promise<unknown>, code: string): Promise<void> {
  const outcome = await work.then(
    () => 'resolved',
    (error: unknown) => (error as { code?: unknown }).code,
  );
  assert.equal(outcome, code);
}

export async function textOf(it: Subject, name: string): Promise<string> {
  return (await it.read(name)).toString();
}

export async function partsOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer[]> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return parts;
}

export async function versionOf(it: Subject, name: string): Promise<string> {
  const metadata = await it.getMetadata(name);
  assert.ok(metadata);
  return metadata.version;
}

export async function namesIn(it: Subject, prefix?: string): Promise<string[]> {
  return (await it.list(prefix)).items.map(({ name }) => name);
}
