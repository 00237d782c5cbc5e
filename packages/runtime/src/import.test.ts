import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runModule } from '../test/run-module.ts';
import { version } from './version.ts';

const packages = [
  '@smyth/kernel', '@smyth/kernel/system', '@smyth/kernel/testing', '@smyth/subsystems', '@smyth/subsystems/laws', '@smyth/models', '@smyth/engine', '@smyth/sdk', '@smyth/openai-compatible', 'smyth-runtime',
];

test.each(packages)('importing %s changes no global, adds no listener and opens nothing', async (name) => {
  const { out, err } = await runModule(`
    // Loaded before the first look: it opens the standard streams.
    import { isDeepStrictEqual } from 'node:util';
    const look = () => ({
      globals: Reflect.ownKeys(globalThis).map(String).sort(),
      natives: [Object, Array, Promise, Error, String].map(({ prototype }) => Reflect.ownKeys(prototype).length),
      listeners: process.eventNames().map(String).sort(),
      open: process.getActiveResourcesInfo(),
      emitWarning: process.emitWarning,
      stackTraceLimit: Error.stackTraceLimit,
      environment: { ...process.env },
    });
    const before = look();
    await import(${JSON.stringify(name)});
    await new Promise((resolve) => setImmediate(resolve));
    const after = look();
    // Pipes of this very process may close meanwhile; what counts is what was opened.
    after.open = [...before.open, ...after.open.filter((kind) => !before.open.includes(kind))];
    const changed = Object.keys(before).filter((part) => !isDeepStrictEqual(before[part], after[part]));
    console.log(JSON.stringify(changed));
  `);
  expect({ out: out.trim(), err }).toEqual({ out: '[]', err: '' });
});

test('the version is that of the package', async () => {
  const { version: published } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(version).toBe(published);
});
