// Prints every breach of the structure rules; exits 1 if there is one.
import { dirname } from 'node:path';
import { findProblems } from './structure/rules.ts';
import { readWorkspace } from './structure/workspace.ts';

const problems = findProblems(readWorkspace(dirname(import.meta.dirname)));
for (const problem of problems) console.log(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
