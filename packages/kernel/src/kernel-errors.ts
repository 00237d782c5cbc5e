import { defineErrors } from './errors.ts';

/** One thing wrong in a configuration: where it stands, what is wrong there, and how to mend it. */
export interface Problem {
  readonly where: string;
  readonly says: string;
  readonly fix: string;
}

const listed = (problems: readonly Problem[]): string =>
  problems.map(({ where, says, fix }) => `\n  - ${where}: ${says} ${fix}`).join('');

export const kernelErrors = defineErrors('KERNEL', {
  BAD_CONFIG: {
    category: 'config',
    says: (d: { problems: readonly Problem[] }) =>
      `${d.problems.length === 1 ? 'One thing is' : `${d.problems.length} things are`} wrong in the configuration; nothing was started.${listed(d.problems)}`,
    fix: '',
  },
  ALREADY_BOOTED: {
    category: 'conflict',
    says: () => 'This runtime is already running with another configuration.',
    fix: 'Call `await sre.stop()` first, or use `createRuntime(config)` for a second one.',
  },
  STOPPED: {
    category: 'unavailable',
    says: () => 'The runtime has been stopped.',
    fix: 'Start it again before using its handles.',
  },
  START_FAILED: {
    category: 'unavailable',
    says: (d: { connector: string; subsystem: string; reason: string }) => `${d.connector} (${d.subsystem}) could not start: ${d.reason}`,
    fix: 'Everything started before it was released; mend the cause and boot again.',
  },
  START_TIMEOUT: {
    category: 'unavailable',
    says: (d: { connector: string; subsystem: string; timeoutMs: number }) => `${d.connector} (${d.subsystem}) did not start within ${d.timeoutMs} ms.`,
    fix: 'Check that the service behind it answers.',
  },
  STOP_FAILED: {
    category: 'internal',
    says: (d: { failures: readonly { connector: string; reason: string }[] }) =>
      `Stopped, but ${d.failures.length} release(s) failed: ${d.failures.map((f) => `${f.connector} (${f.reason})`).join('; ')}.`,
    fix: 'All other releases ran.',
  },
  NOT_BOUND: {
    category: 'config',
    says: (d: { subsystem: string; name?: string; bound: readonly string[] }) =>
      `No ${d.subsystem} connector${d.name === undefined ? '' : ` "${d.name}"`} is bound. Bound: ${d.bound.join(', ') || 'none'}.`,
    fix: 'Name one of these, or add it to the configuration.',
  },
  NOT_NEEDED: {
    category: 'config',
    says: (d: { connector: string; subsystem: string }) => `${d.connector} asked for ${d.subsystem} without declaring it.`,
    fix: (d: { subsystem: string }) => `Add needs: ['${d.subsystem}'] to the connector.`,
  },
  BAD_ID: {
    category: 'invalid',
    says: (d: { what: string; given: string }) => `${d.given} is not a valid ${d.what} id.`,
    fix: 'Ids have 1 to 128 of A-Z a-z 0-9 . _ - @ + : ~ and begin with a letter or digit.',
  },
  BAD_CANDIDATE: {
    category: 'denied',
    says: (d: { given: string }) => `${d.given} is not a candidate of this kernel.`,
    fix: 'Make one with AccessCandidate.agent(id), .user(id), .team(id) or .public().',
  },
  TENANT_MISMATCH: {
    category: 'denied',
    says: (d: { tenants: readonly string[] }) => `The actors of one call belong to different tenants: ${d.tenants.join(', ')}.`,
    fix: 'A context has one tenant.',
  },
  BAD_NAME: {
    category: 'invalid',
    says: (d: { name: string; reason: string }) => `"${d.name}" cannot be a resource name: ${d.reason}.`,
    fix: 'Use a relative name such as "reports/2026.json", or smythfs://<id>.<user|agent|team>/path.',
  },
  NAME_TOO_LONG: {
    category: 'invalid',
    says: (d: { name: string; limit: string }) => `The name "${d.name}" is too long: at most ${d.limit}.`,
    fix: 'Shorten it; the limits are the same on every connector.',
  },
  NO_SPACE: {
    category: 'invalid',
    says: (d: { role: string }) => `A ${d.role} candidate owns no space, so a relative name means nothing to it.`,
    fix: 'Name the owner: smythfs://<id>.<user|agent|team>/path.',
  },
  BAD_CURSOR: {
    category: 'invalid',
    says: (d: { subsystem: string; method: string }) => `The cursor given to ${d.subsystem}.${d.method} was not made for this listing and caller.`,
    fix: 'Pass the cursor of the previous page, with the same prefix and candidate, or start again without one.',
  },
  ACCESS_DENIED: {
    category: 'denied',
    says: (d: { actor: string; subsystem: string; method: string; needs: string }) => `${d.actor} may not call ${d.subsystem}.${d.method}: it needs ${d.needs}.`,
    fix: 'The owner can grant it (grant or setACL), or the operator can open the capability (Access: { allow: [...] }).',
  },
  CANCELLED: {
    category: 'unavailable',
    says: (d: { subsystem: string; method: string }) => `${d.subsystem}.${d.method} was cancelled.`,
    fix: 'Its signal was aborted; call again without it if that was not meant.',
  },
  DEADLINE: {
    category: 'limit',
    says: (d: { subsystem: string; method: string }) => `${d.subsystem}.${d.method} ran past the deadline of its run.`,
    fix: 'Give the run more time, or the call less to do.',
  },
  CONNECTOR_FAILED: {
    category: 'internal',
    says: (d: { connector: string; subsystem: string; method: string }) => `${d.connector} failed in ${d.subsystem}.${d.method} with an error it does not explain.`,
    fix: 'The cause is attached to this error; the connector ought to map it to a code of its own.',
  },
  INTERCEPTOR_FAILED: {
    category: 'internal',
    says: (d: { interceptor: string; subsystem: string; method: string }) => `The interceptor ${d.interceptor} failed at ${d.subsystem}.${d.method}.`,
    fix: 'The cause is attached. Failing before the call refuses it; failing after it leaves it done.',
  },
});

/** A contract method that the bound connector does not have; the code carries the subsystem's name. */
export const unsupported = (subsystem: string, connector: string, method: string): Error =>
  defineErrors(subsystem.toUpperCase(), {
    UNSUPPORTED: {
      category: 'invalid',
      says: (d: { connector: string; method: string }) => `${d.connector} has no ${d.method}.`,
      fix: 'Look at its capabilities before calling, or bind a connector that has it.',
    },
  }).UNSUPPORTED({ connector, method });
