import type { Row } from '@smyth/kernel';
import { expect, test } from 'vitest';
import { cachePolicy } from './cache/policy.ts';
import { nkvPolicy } from './nkv/policy.ts';
import { storagePolicy } from './storage/policy.ts';
import { vaultPolicy } from './vault/policy.ts';

/** What each method of data demands, written down a second time: a level is not to change by a slip of the hand. */
const expected = {
  storage: { read: ['read', 'readStream', 'exists', 'getMetadata', 'list'], write: ['write', 'delete', 'setMetadata', 'expire'] },
  cache: { read: ['get', 'exists', 'getMetadata', 'getTTL'], write: ['set', 'delete', 'setMetadata', 'updateTTL'] },
  nkv: { read: ['get', 'exists', 'list'], write: ['set', 'delete', 'deleteAll', 'add'] },
  vault: { read: ['get', 'exists', 'listKeys'], write: ['set', 'delete'] },
};

const policies = { storage: storagePolicy, cache: cachePolicy, nkv: nkvPolicy, vault: vaultPolicy };

const methodsOf = (policy: object, level: string): string[] =>
  Object.entries(policy as Readonly<Record<string, Row>>).flatMap(([method, row]) => ('level' in row && row.level === level ? [method] : []));

test.each(Object.entries(policies))('looking into %s demands read, changing or deleting anything demands write', (name, policy) => {
  const found = { read: methodsOf(policy, 'read').sort(), write: methodsOf(policy, 'write').sort() };
  const { read, write } = expected[name as keyof typeof expected];
  expect([found, Object.keys(policy).sort()]).toEqual([{ read: read.toSorted(), write: write.toSorted() }, [...read, ...write].sort()]);
});
