import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessCandidate, boot, type Kernel } from '@smyth/kernel';
import { guardedWorld, judge, rawWorld, toothless } from '@smyth/kernel/testing';
import { cacheSubsystem } from '@smyth/subsystems';
import { cacheLaws } from '@smyth/subsystems/laws';
import { describe, expect, onTestFinished, test } from 'vitest';
import { acmeCache } from '../src/index.ts';

const emptyFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'acme-cache-'));

/** Each law is tried on a file of its own. */
async function inNewFile() {
  const folder = await emptyFolder();
  return { entry: acmeCache({ file: join(folder, 'cache.jsonl') }), cleanUp: () => rm(folder, { recursive: true }) };
}

const worlds = { raw: rawWorld(cacheSubsystem, inNewFile), guarded: guardedWorld(cacheSubsystem, inNewFile) };

describe.each(Object.entries(worlds))('the laws of cache, %s', (_, open) => {
  test.each(cacheLaws)('$says', async (law) => {
    expect(await judge([law], open)).toEqual([{ law: law.id, outcome: 'holds' }]);
  });
});

test('every law bites', async () => {
  expect(await toothless(cacheLaws, worlds.guarded)).toEqual([]);
});

describe('the file', () => {
  const agent = AccessCandidate.agent('a1');
  const bootOn = (file: string): Promise<Kernel> => boot({ subsystems: [cacheSubsystem], use: [acmeCache({ file })] });
  const newFile = async (): Promise<string> => {
    const folder = await emptyFolder();
    onTestFinished(() => rm(folder, { recursive: true }));
    return join(folder, 'deep', 'cache.jsonl');
  };

  test('outlives the runtime, and is written again without what was replaced', async () => {
    const file = await newFile();
    const first = await bootOn(file);
    const cache = first.connectors.get('cache').as(agent);
    for (const value of [1, 2, 3]) await cache.set('kept', value);
    await cache.set('gone', 1);
    await cache.delete('gone');
    await first.stop();
    expect((await readFile(file, 'utf8')).trim().split('\n').length).toBe(5);
    await using second = await bootOn(file);
    expect(await second.connectors.get('cache').as(agent).get('kept')).toBe(3);
    expect(await readFile(file, 'utf8')).toBe('{"key":"default/agent/a1/kept","value":"3","metadata":"{}"}\n');
  });

  test('loses half a line at its end, and nothing else', async () => {
    const file = await newFile();
    const first = await bootOn(file);
    await first.connectors.get('cache').as(agent).set('kept', 'whole');
    await first.stop();
    await appendFile(file, '{"key":"default/agent/a1/kept","val');
    await using second = await bootOn(file);
    expect(await second.connectors.get('cache').as(agent).get('kept')).toBe('whole');
  });

  test('that cannot be opened fails boot with a code', async () => {
    const file = await newFile();
    await writeFile(join(file, '../..', 'deep'), 'a file where a folder should be');
    await expect(bootOn(file)).rejects.toMatchObject({ code: 'ACME_FILE_FAILED', details: { file, reason: 'ENOTDIR' } });
  });
});
