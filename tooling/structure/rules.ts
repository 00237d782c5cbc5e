import { fileRules } from './file-rules.ts';
import { packageRules } from './package-rules.ts';
import type { Workspace } from './workspace.ts';

export const rules = [...packageRules, ...fileRules];

/** One line per breach: where, what, and the rule that asks for it. */
export function findProblems(workspace: Workspace): string[] {
  return rules.flatMap(({ id, says, check }) => check(workspace).map(({ where, what }) => `${where}: ${what} (${id}: ${says})`));
}
