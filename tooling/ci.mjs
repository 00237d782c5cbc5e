// The whole run: what the README tells people to type, then what can be said without running, then the packed packages, then
// killed processes and failing disks, then known bugs put back, then real servers.
// The last line is the sum. Runs on any Node from 20 on.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { add, countStage, readReport, readVitest, sumLine } from './ci/counts.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'smyth-ci-'));

const vitestReport = (file) => ['--no-color', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];

const stages = [
  { title: 'tests', script: 'test', args: vitestReport, read: readVitest },
  { title: 'checks', script: 'check', args: (file) => [`--report=${file}`], read: readReport },
  { title: 'packed packages', script: 'test:packed', args: (file) => [`--report=${file}`], read: readReport },
  { title: 'crashes', script: 'test:crash', args: vitestReport, read: readVitest },
  { title: 'bugs put back', script: 'test:mutations', args: (file) => [`--report=${file}`], read: readReport },
  { title: 'real services', script: 'test:services', args: vitestReport, read: readVitest },
];

function runStage({ title, script, args, read }) {
  const file = join(scratch, `${script.replace(':', '-')}.json`);
  console.log(`\n=== ${title}: npm run ${script}`);
  const { status } = spawnSync('npm', ['run', script, '--', ...args(file)], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  const counts = countStage(status, existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : undefined);
  console.log(`=== ${title}: ${sumLine(counts)}`);
  return counts;
}

const total = stages.map(runStage).reduce(add);
rmSync(scratch, { recursive: true, force: true });
console.log(`\n${sumLine(total)}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
