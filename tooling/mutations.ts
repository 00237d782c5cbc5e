// Puts known bugs back into a copy of the sources, one after the other, and asks whether a test notices. `mutations.ts [--report=<file>]`
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyWorkspace } from './mutations/copy.ts';
import { bugs } from './mutations/list.ts';
import { mutate, type Mutation } from './mutations/mutation.ts';
import { type Ran, runTests } from './mutations/run-tests.ts';
import { CheckFailure, createReport } from './report.ts';

const report = createReport();
const copy = copyWorkspace(dirname(import.meta.dirname));
process.on('exit', copy.remove);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

function refuseUnloaded({ unloaded }: Ran): void {
  if (unloaded.length > 0) throw new CheckFailure(`These could not be loaded, so nothing was shown: ${unloaded.join(', ')}`);
}

/** Without it a red suite would show nothing. */
async function areGreenBefore(): Promise<string> {
  const files = [...new Set(bugs.flatMap(({ mutations }) => mutations.flatMap(({ tests }) => tests)))];
  const missing = files.filter((file) => !existsSync(join(copy.root, file)));
  if (missing.length > 0) throw new CheckFailure(`Not there: ${missing.join(', ')}`);
  const ran = await runTests(copy.root, files);
  refuseUnloaded(ran);
  if (ran.failed.length > 0) throw new CheckFailure(ran.failed.join('\n'));
  return `${ran.passed} tests of ${files.length} files`;
}

async function isNoticed(mutation: Mutation): Promise<string> {
  const file = join(copy.root, mutation.file);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, mutate(text, mutation));
  try {
    const ran = await runTests(copy.root, mutation.tests);
    refuseUnloaded(ran);
    if (ran.failed.length === 0) throw new CheckFailure(`No test noticed. ${mutation.file} was changed, and these stayed green: ${mutation.tests.join(', ')}`);
    return `"${ran.failed[0]}" fails`;
  } finally {
    writeFileSync(file, text);
  }
}

let covered = 0;
if (await report.check('tests without any bug', areGreenBefore)) {
  for (const { bug, mutations, notYet } of bugs) {
    let noticed = 0;
    for (const mutation of mutations) if (await report.check(`${bug} (${mutation.where})`, () => isNoticed(mutation))) noticed += 1;
    if (notYet !== undefined) report.leaveOut(bug, notYet);
    else if (noticed === mutations.length && noticed > 0) covered += 1;
  }
}
console.log(`${covered} of ${bugs.length} bugs are noticed wherever they were put; ${bugs.filter(({ notYet }) => notYet !== undefined).length} cannot be put back yet`);
report.finish(process.argv.slice(2));
