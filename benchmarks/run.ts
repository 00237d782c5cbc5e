// `run.ts [--prepared] [figure…]`: one JSON line per figure and contender on stdout; with all figures, the page in docs too.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { heapGrowth, mediatedCall } from './figures/mediated-call.ts';
import { agentTurn, longStream, offlineTurn } from './figures/models.ts';
import { installed } from './figures/size.ts';
import { bootTime, importTime } from './figures/start-up.ts';
import type { Absence, Line, Result } from './line.ts';
import { packedFolder, peersFolder, prepare } from './prepare.ts';
import { toPage } from './table.ts';
import { judge } from './targets.ts';

const page = join(import.meta.dirname, '../docs/benchmarks.md');

const figures: Readonly<Record<string, () => Promise<Result>>> = {
  call: mediatedCall,
  import: importTime,
  boot: bootTime,
  turn: agentTurn,
  offline: offlineTurn,
  stream: longStream,
  heap: heapGrowth,
  size: installed,
};

function versions(): Record<string, string> {
  const read = (folder: string, name: string): string => (JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
  const { dependencies } = JSON.parse(readFileSync(join(peersFolder, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  return { 'smyth-runtime': read(packedFolder, 'smyth-runtime'), ...dependencies };
}

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const unknown = wanted.filter((name) => !Object.hasOwn(figures, name));
if (unknown.length > 0) throw new Error(`There is no figure "${unknown.join('", "')}". One of: ${Object.keys(figures).join(', ')}.`);

if (!args.includes('--prepared')) {
  console.error('building, packing, installing …');
  await prepare();
}
const lines: Line[] = [];
const absent: Absence[] = [];
for (const [name, measure] of Object.entries(figures)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`measuring ${name} …`);
  const result = await measure();
  for (const line of [...result.lines, ...(result.absent ?? [])]) console.log(JSON.stringify(line));
  lines.push(...result.lines);
  absent.push(...(result.absent ?? []));
}
for (const { figure, contender, says, found, unit, holds } of judge(lines)) {
  if (found !== undefined) console.error(`${holds ? 'holds ' : 'MISSED'}  ${figure}, ${contender}: ${found} ${unit} (${says})`);
}
if (wanted.length === 0) writeFileSync(page, toPage(lines, absent, versions()));
