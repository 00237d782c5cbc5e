import type { Candidate } from './candidate.ts';
import { kernelErrors } from './kernel-errors.ts';
import type { Page, PageOptions } from './policy.ts';
import { nameFor, pathOfKey, type Resource } from './resource.ts';

/** Seals the cursors of listings: a cursor works for the listing, prefix and candidate it was made for, and nowhere else. */
export interface CursorSeal {
  seal(cursor: string, scope: string): Promise<string>;
  /** The connector's own cursor; undefined when the seal does not fit. */
  open(sealed: string, scope: string): Promise<string | undefined>;
}

type HmacKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const algorithm = { name: 'HMAC', hash: 'SHA-256' };
const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const fromBase64 = (encoded: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(encoded.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

export function createCursorSeal(key: Uint8Array): CursorSeal {
  let imported: Promise<HmacKey> | undefined;
  const hmacKey = (): Promise<HmacKey> => (imported ??= crypto.subtle.importKey('raw', new Uint8Array(key), algorithm, false, ['sign', 'verify']));
  const signed = (cursor: string, scope: string): Uint8Array<ArrayBuffer> => utf8(JSON.stringify([scope, cursor]));
  return {
    async seal(cursor, scope) {
      const mac = new Uint8Array(await crypto.subtle.sign(algorithm, await hmacKey(), signed(cursor, scope)));
      return `${toBase64(utf8(cursor))}.${toBase64(mac)}`;
    },
    async open(sealed, scope) {
      const match = /^([\w-]{1,4096})\.([\w-]{43})$/.exec(sealed);
      if (!match) return undefined;
      try {
        const cursor = new TextDecoder().decode(fromBase64(match[1] ?? ''));
        return (await crypto.subtle.verify(algorithm, await hmacKey(), fromBase64(match[2] ?? ''), signed(cursor, scope))) ? cursor : undefined;
      } catch {
        // Not base64 of anything: not a cursor of ours.
        return undefined;
      }
    },
  };
}

export interface Listing {
  readonly subsystem: string;
  readonly method: string;
  /** The name the connector is bound under. */
  readonly connector: string;
  readonly prefix: Resource;
  readonly caller: Candidate;
  readonly relative: boolean;
}

const scopeOf = ({ subsystem, method, connector, prefix, caller }: Listing): string => [subsystem, method, connector, prefix.key, caller.key].join('\n');

/** The options as the connector gets them, with its own cursor. @throws KERNEL_BAD_CURSOR */
export async function openOptions(options: unknown, listing: Listing, seal: CursorSeal): Promise<PageOptions> {
  const { cursor, limit } = (options ?? {}) as PageOptions;
  if (cursor === undefined) return limit === undefined ? {} : { limit };
  const opened = typeof cursor === 'string' ? await seal.open(cursor, scopeOf(listing)) : undefined;
  if (opened === undefined) throw kernelErrors.BAD_CURSOR({ subsystem: listing.subsystem, method: listing.method });
  return { cursor: opened, ...(limit === undefined ? {} : { limit }) };
}

/** Keys back into names that the caller can use as they are: relative for its own, a URI for what belongs to somebody else. */
export async function closePage(page: Page<{ name: string }>, listing: Listing, seal: CursorSeal): Promise<Page<{ name: string }>> {
  const { prefix, caller, relative } = listing;
  const nameOf = (key: string): string => {
    const path = pathOfKey(key, prefix.owner);
    return relative ? path.slice(prefix.path.length) : nameFor(caller, { owner: prefix.owner, path });
  };
  const items = page.items.map((item) => ({ ...item, name: nameOf(item.name) }));
  return page.cursor === undefined ? { items } : { items, cursor: await seal.seal(page.cursor, scopeOf(listing)) };
}
