import assert from 'node:assert/strict';
import { describe, expect, test } from 'vitest';
import { defineConnector } from '../connector.ts';
import type { Handle } from '../handle.ts';
import type { Law } from './law.ts';
import { altered, judge } from './law.ts';
import { notes, type Notes } from './toy.ts';
import { guardedWorld, rawWorld } from './worlds.ts';

/** The toy contract is in no map, so that its types stay here. */
const memory = defineConnector({
  subsystem: 'notes' as never,
  id: 'Memory',
  settings: {},
  start() {
    const kept = new Map<string, string>();
    return {
      read: async (key: string) => kept.get(key),
      write: async (key: string, text: string) => void kept.set(key, text),
    } as never;
  },
});

const comesBack: Law<Handle<Notes>> = {
  id: 'notes/comes-back',
  says: 'what was written is read',
  async check({ it }) {
    assert.equal(await it.read('A/b'), undefined);
    await it.write('A/b', 'text');
    assert.equal(await it.read('A/b'), 'text');
  },
  sabotage: (it) => altered(it, { write: async () => undefined }),
};
const laws = [comesBack] as unknown as readonly Law<never>[];

describe.each([
  ['raw', rawWorld],
  ['guarded', guardedWorld],
])('a world, %s', (_, open) => {
  test.each([
    ['of a subsystem and an entry', open(notes as never, () => memory())],
    ['of a subsystem and an entry that comes later', open(notes as never, async () => ({ entry: memory(), subsystems: [notes] }))],
    ['of a name, with the subsystems beside the entry', open('notes' as never, async () => ({ entry: memory(), subsystems: [notes] }))],
  ])('%s is a subject of its own for each law', async (_, world) => {
    const verdicts = await judge([...laws, ...laws], world);
    expect(verdicts).toEqual([comesBack, comesBack].map(({ id }) => ({ law: id, outcome: 'holds' })));
  });
});

test('a world is closed with its kernel, and then cleaned up', async () => {
  const told: string[] = [];
  const closing = defineConnector({ subsystem: 'notes' as never, id: 'Closing', settings: {}, start: ({ defer }) => (defer(() => void told.push('released')), {} as never) });
  const world = await guardedWorld(notes as never, () => ({ entry: closing(), cleanUp: async () => void told.push('cleaned up') }))();
  await world.close();
  expect(told).toEqual(['released', 'cleaned up']);
});
