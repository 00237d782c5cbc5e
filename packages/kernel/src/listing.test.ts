import { describe, expect, test } from 'vitest';
import { AccessCandidate, type Candidate } from './candidate.ts';
import type { Page, PageOptions } from './policy.ts';
import { createCursorSeal } from './listing.ts';
import type { Handle } from './handle.ts';
import { bootToy, createGrants, entryOf, type Notes, type Toy } from './testing/toy.ts';

const a1 = AccessCandidate.agent('a1');
const a2 = AccessCandidate.agent('a2');

/** Two items a page, of what is below a prefix; the connector's own cursor is the last key. */
function pages(keys: readonly string[]) {
  return async (prefix: string, { cursor = '', limit = 2 }: PageOptions): Promise<Page<{ name: string; size: number }>> => {
    const rest = keys.filter((key) => key.startsWith(prefix) && key > cursor);
    const items = rest.slice(0, limit).map((name) => ({ name, size: name.length }));
    return rest.length > limit ? { items, cursor: items.at(-1)?.name ?? '' } : { items };
  };
}

const keys = ['a', 'd/%42ig%20one', 'd/b', 'd/c', 'd/e/f'].map((path) => `default/agent/a1/${path}`);
const open = (): Promise<Toy> =>
  bootToy({ answers: { list: pages(keys) as never, within: pages(keys) as never }, grants: createGrants([{ subsystem: 'notes', key: 'default/agent/a1/', holder: a2.key, level: 'read' }]) });

describe('a listing', () => {
  test('gives names that its owner can use as they are', async () => {
    const { as } = await open();
    const first = await as(a1).list('d');
    expect(first.items.map(({ name }) => name)).toEqual(['d/Big one', 'd/b']);
    const second = await as(a1).list('d', { cursor: first.cursor ?? '' });
    expect(second).toEqual({ items: [{ name: 'd/c', size: 'default/agent/a1/d/c'.length }, { name: 'd/e/f', size: 'default/agent/a1/d/e/f'.length }] });
  });

  test('gives URIs of what belongs to somebody else', async () => {
    const { as } = await open();
    expect((await as(a2).list('smythfs://a1.agent/d', { limit: 9 })).items.map(({ name }) => name)).toEqual(['d/Big one', 'd/b', 'd/c', 'd/e/f'].map((path) => `smythfs://a1.agent/${path}`));
  });

  test('gives names without the prefix where its row says so', async () => {
    const { as } = await open();
    expect((await as(a1).within('d', { limit: 9 })).items.map(({ name }) => name)).toEqual(['Big one', 'b', 'c', 'e/f']);
    expect((await as(a2).within('smythfs://a1.agent/d/', { limit: 9 })).items.map(({ name }) => name)).toEqual(['Big one', 'b', 'c', 'e/f']);
  });

  test('hands the connector the prefix as a key, and its own cursor', async () => {
    const { as, calls } = await open();
    const { cursor } = await as(a1).list();
    await as(a1).list(undefined, { cursor: cursor ?? '', limit: 1 });
    expect(calls.map((call) => call.slice(0, 3))).toEqual([
      ['list', 'default/agent/a1/', {}],
      ['list', 'default/agent/a1/', { cursor: 'default/agent/a1/d/%42ig%20one', limit: 1 }],
    ]);
  });

  test('passes on nothing but cursor and limit', async () => {
    const { as, calls } = await open();
    await as(a1).list('d', { limit: 1, includeOthers: true } as never);
    expect(calls[0]?.[2]).toEqual({ limit: 1 });
  });
});

describe('a cursor', () => {
  type Use = (toy: Toy, cursor: string) => Promise<unknown>;
  const use = (candidate: Candidate, prefix: string, method: 'list' | 'within' = 'list'): Use => ({ as }, cursor) => as(candidate)[method](prefix, { cursor });

  test.each<[string, (cursor: string) => string, Use]>([
    ['with its text changed', (cursor) => `${cursor[0] === 'Z' ? 'Y' : 'Z'}${cursor.slice(1)}`, use(a1, 'd')],
    ['with its seal changed', (cursor) => cursor.replace(/\.(.)/, (_, first: string) => `.${first === 'A' ? 'B' : 'A'}`), use(a1, 'd')],
    ['without a seal', (cursor) => cursor.split('.')[0] ?? '', use(a1, 'd')],
    ['with the seal of another', (cursor) => `${btoa('default/agent/a2/')}.${cursor.split('.')[1] ?? ''}`, use(a1, 'd')],
    ['that is the connector’s own', () => 'default/agent/a1/d/b', use(a1, 'd')],
    ['that is empty', () => '', use(a1, 'd')],
    ['that is endless', (cursor) => 'A'.repeat(100_000) + cursor, use(a1, 'd')],
    ['that is no text', () => 7 as never, use(a1, 'd')],
    ['of another prefix', (cursor) => cursor, use(a1, 'd/e')],
    ['of the space above', (cursor) => cursor, use(a1, '')],
    ['of another caller', (cursor) => cursor, use(a2, 'smythfs://a1.agent/d')],
    ['of another method', (cursor) => cursor, use(a1, 'd', 'within')],
    [
      'of another kernel',
      (cursor) => cursor,
      async (_, cursor) => (await bootToy({ answers: { list: pages(keys) as never }, ids: { next: String, bytes: (length) => new Uint8Array(length).fill(8) } })).as(a1).list('d', { cursor }),
    ],
  ])('%s is refused, and the connector is not asked', async (_, change, attempt) => {
    const toy = await open();
    const { cursor } = await toy.as(a1).list('d');
    const before = toy.calls.length;
    await expect(attempt(toy, change(cursor ?? ''))).rejects.toMatchObject({ code: 'KERNEL_BAD_CURSOR', category: 'invalid' });
    expect(toy.calls.length).toBe(before);
  });

  test('of another connector of the kind is refused', async () => {
    const implementation = { list: pages(keys) };
    const { kernel } = await bootToy({ use: [entryOf('notes', implementation), { ...entryOf('notes', implementation), id: 'Second' }] });
    const [first, second] = [undefined, 'Second'].map((name) => kernel.connectors.get('notes' as never, name).as(a1) as Handle<Notes>);
    const { cursor = '' } = (await first?.list('d')) ?? {};
    await expect(second?.list('d', { cursor })).rejects.toMatchObject({ code: 'KERNEL_BAD_CURSOR' });
    expect((await first?.list('d', { cursor }))?.items.length).toBe(2);
  });

  test('is good for the same prefix however it was written, and more than once', async () => {
    const { as } = await open();
    const { cursor = '' } = await as(a1).list('d');
    const second = await as(a1).list('smythfs://a1.agent/d/', { cursor });
    expect(await as(a1).list('d/', { cursor })).toEqual(second);
  });

  test('shows the connector’s text only to whoever opens it', async () => {
    const seal = createCursorSeal(new Uint8Array(32).fill(1));
    const sealed = await seal.seal('ünï', 'scope');
    expect([await seal.open(sealed, 'scope'), await seal.open(sealed, 'other'), sealed]).toEqual(['ünï', undefined, expect.stringMatching(/^[\w-]+\.[\w-]{43}$/)]);
  });
});
