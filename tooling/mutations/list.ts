import type { Bug, Mutation } from './mutation.ts';

const kernel = 'packages/kernel/src';
const subsystems = 'packages/subsystems/src';
const accessTests = [`${kernel}/access.test.ts`, `${kernel}/access-specification.test.ts`, `${kernel}/decisions.test.ts`];
const sharingTests = [`${kernel}/sharing.test.ts`, `${kernel}/decisions.test.ts`, `${subsystems}/acl/sharing.test.ts`];
const aclTests = [`${subsystems}/acl/laws.test.ts`, `${subsystems}/acl/sharing.test.ts`, `${subsystems}/acl/sqlite-acl.test.ts`];

const deleteRow = "  delete: { level: 'write', name: 0, forgets: true },";
const deletesFor = (subsystem: string, find = deleteRow): Mutation => ({
  where: `${subsystem} policy`,
  file: `${subsystems}/${subsystem}/policy.ts`,
  find,
  replace: find.replace("'write'", "'read'"),
  tests: [`${subsystems}/policies.test.ts`],
});

/** Every bug is put back, place by place, and a test has to notice. */
export const bugs: readonly Bug[] = [
  {
    bug: 'grant removal does nothing',
    mutations: [
      {
        where: 'revoke does not ask the store',
        file: `${kernel}/sharing.ts`,
        find: 'await grants().remove(target(resource), holderOf(candidate, resource), level === undefined ? undefined : checkedLevel(level));',
        replace: 'holderOf(candidate, resource);',
        tests: sharingTests,
      },
      { where: 'decisions outlive the removal', file: `${kernel}/decisions.ts`, find: '      decisions.clear();\n      teams.forget();', replace: '      teams.forget();', tests: sharingTests },
      {
        where: 'store in SQLite',
        file: `${subsystems}/acl/sqlite-acl.ts`,
        find: 'remove: ({ subsystem, key, holder, level }) => void remove.run(subsystem, key, holder, level),',
        replace: 'remove: () => undefined,',
        tests: aclTests,
      },
      { where: 'store in memory', file: `${subsystems}/acl/ram-acl.ts`, find: '!given?.delete(grantId(grant))', replace: '!given?.has(grantId(grant))', tests: aclTests },
    ],
  },
  {
    bug: 'empty level list grants',
    mutations: [
      { where: 'access check', file: `${kernel}/decisions.ts`, find: 'return found.some((grant)', replace: 'return found.every((grant)', tests: accessTests },
      { where: 'ACL as a value', file: `${kernel}/acl.ts`, find: 'return this.entries.some((entry)', replace: 'return this.entries.every((entry)', tests: [`${kernel}/acl.test.ts`] },
    ],
  },
  {
    bug: 'missing ACL grants owner',
    mutations: [
      { where: 'no store of grants', file: `${kernel}/decisions.ts`, find: 'if (grants === undefined) return false;', replace: 'if (grants === undefined) return true;', tests: [`${kernel}/no-grant-store.test.ts`] },
      { where: 'no grant on the name', file: `${kernel}/decisions.ts`, find: 'return found.some(', replace: 'return found.length === 0 || found.some(', tests: accessTests },
    ],
  },
  {
    bug: 'store error grants',
    mutations: [
      {
        where: 'access check',
        file: `${kernel}/access.ts`,
        find: 'throw denied(actor, call, `${level} access, and the grants cannot be read`, cause);',
        replace: 'return cause !== undefined;',
        tests: accessTests,
      },
    ],
  },
  {
    bug: 'delete needs only read',
    mutations: [
      deletesFor('storage'),
      deletesFor('cache'),
      deletesFor('vault'),
      deletesFor('nkv', "  delete: { level: 'write', name: 0, item: 1, forgets: true },"),
      { ...deletesFor('nkv', "  deleteAll: { level: 'write', prefix: 0, forgets: true },"), where: 'nkv policy, whole namespaces' },
    ],
  },
  {
    bug: 'candidate mutable',
    mutations: [{ where: 'candidate', file: `${kernel}/candidate.ts`, find: '    Object.freeze(this);\n', replace: '', tests: [`${kernel}/candidate.test.ts`] }],
  },
  {
    bug: 'path joined unencoded',
    mutations: [
      { where: 'path of a name', file: `${kernel}/resource.ts`, find: 'const piece = encodeSegment(segment);', replace: 'const piece = segment;', tests: [`${kernel}/resource.test.ts`] },
      { where: 'id of an owner', file: `${kernel}/candidate.ts`, find: '/${role}/${encodeSegment(id)}`', replace: '/${role}/${id}`', tests: [`${kernel}/candidate.test.ts`, `${kernel}/resource.test.ts`] },
    ],
  },
  {
    bug: 'data and ACL written apart',
    mutations: [
      {
        where: 'deleting leaves the grants',
        file: `${kernel}/handle.ts`,
        find: "prepare: rows.some((row) => 'forgets' in row) ? forgetGrants(options) : undefined,",
        replace: 'prepare: undefined,',
        tests: sharingTests,
      },
      {
        where: 'deleting goes on when the grants stay',
        file: `${kernel}/mediate.ts`,
        find: 'await plan.prepare?.(demands).catch((error: unknown) => Promise.reject(',
        replace: 'await plan.prepare?.(demands).catch((error: unknown) => void (',
        tests: sharingTests,
      },
      {
        where: 'a list is replaced piece by piece',
        file: `${subsystems}/acl/sqlite-acl.ts`,
        find: 'transaction: (work) => inTransaction(database, work),',
        replace: 'transaction: (work) => work(),',
        tests: aclTests,
      },
    ],
  },
  {
    bug: 'template value re-scanned',
    notYet: 'there is no template engine; `$vault(NAME)` in settings is all that is filled in, and only that is tried',
    mutations: [
      {
        where: '$vault(NAME) in settings',
        file: `${kernel}/boot/settings.ts`,
        find: 'const found = name === undefined ? undefined : await secretOf(name);',
        replace: `let found = name === undefined ? undefined : await secretOf(name);
    for (let again = vaultName(found?.reveal()); again !== undefined; again = vaultName(found?.reveal())) found = await secretOf(again);`,
        tests: [`${kernel}/boot/settings.test.ts`],
      },
    ],
  },
  {
    bug: 'secret in an error message',
    mutations: [
      { where: 'value of a wrong setting', file: `${kernel}/fields.ts`, find: "if (typeof value === 'number' || typeof value === 'boolean') return", replace: "if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return", tests: [`${kernel}/fields.test.ts`, `${kernel}/boot/settings.test.ts`] },
      { where: 'a secret as text', file: `${kernel}/secret.ts`, find: 'toString(): string {\n    return mask;', replace: 'toString(): string {\n    return this.#value;', tests: [`${kernel}/secret.test.ts`] },
      { where: 'failed stop', file: `${kernel}/boot/boot.ts`, find: 'reason: board.redactor.redact(reason)', replace: 'reason', tests: [`${kernel}/boot/start.test.ts`, `${kernel}/boot/boot.test.ts`] },
      { where: 'failed start', file: `${kernel}/boot/start.ts`, find: 'const clean = board.redactor.redactError(cause);', replace: 'const clean = cause;', tests: [`${kernel}/boot/start.test.ts`] },
      {
        where: 'what a model provider answered',
        file: 'packages/connectors/openai-compatible/src/models.ts',
        find: "redact(apiKey === undefined ? text : text.replaceAll(apiKey, '[secret]'))",
        replace: 'text',
        tests: ['packages/connectors/openai-compatible/test/failures.test.ts'],
      },
    ],
  },
];
