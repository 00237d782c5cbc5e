// `fresh-process.ts import|boot <specifier…>`: takes one measurement and ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SRE } from 'smyth-runtime';
import { timed } from '../measure.ts';

const [task, ...specifiers] = process.argv.slice(2);

async function load(): Promise<unknown[]> {
  const loaded: unknown[] = [];
  for (const specifier of specifiers) loaded.push(await import(specifier));
  return loaded;
}

/** From the call of `init` to everything being ready, in an empty folder, with nothing configured. */
async function bootOnce(): Promise<object> {
  const [runtime] = (await load()) as [{ SRE: typeof SRE }];
  const folder = mkdtempSync(join(tmpdir(), 'smyth-bench-'));
  process.chdir(folder);
  const sample = await timed(1, () => runtime.SRE.init().ready());
  await runtime.SRE.stop();
  process.chdir('/');
  rmSync(folder, { recursive: true, force: true });
  return sample;
}

process.send?.(task === 'boot' ? await bootOnce() : await timed(1, load));
process.disconnect?.();
