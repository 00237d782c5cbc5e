import type { Clock } from './clock.ts';

/** The only source of randomness. Tests give their own. */
export interface Ids {
  /** `<prefix>_<13-digit ms>_<16 hex>`: sorts by time, unguessable within the millisecond. */
  next(prefix: string): string;
  /** Bytes fit for keys. */
  bytes(count: number): Uint8Array;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const idBytes = 8;

export function createIds(clock: Clock): Ids {
  const bytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));
  // Drawn for many ids at once: a draw takes far longer than all else that is done for an id.
  let drawn = bytes(0);
  const draw = (): Uint8Array => {
    if (drawn.length === 0) drawn = bytes(64 * idBytes);
    const taken = drawn.subarray(0, idBytes);
    drawn = drawn.subarray(idBytes);
    return taken;
  };
  return Object.freeze({
    next: (prefix: string) => `${prefix}_${String(clock.now()).padStart(13, '0')}_${hex(draw())}`,
    bytes,
  });
}
