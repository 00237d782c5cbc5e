import type { Workspace } from './workspace.ts';

export interface Problem {
  readonly where: string;
  readonly what: string;
}

/** A sentence about the workspace, and what contradicts it. */
export interface Rule {
  readonly id: string;
  readonly says: string;
  readonly check: (workspace: Workspace) => Problem[];
}
