import type { Policy, Samples } from '@smyth/kernel';
import type { AclContract } from './contract.ts';

const target = (name: string): { subsystem: string; key: string } => ({ subsystem: 'storage', key: `default/agent/a/${name}` });
const grants = { use: 'acl:grants' } as const;

export const aclPolicy: Policy<AclContract> = {
  sharedWith: { level: 'read', own: true },
  match: grants,
  list: grants,
  replace: grants,
  put: grants,
  forget: grants,
  remove: grants,
  version: grants,
};

export const aclSamples: Samples<AclContract> = {
  sharedWith: () => [],
  match: (name) => ['storage', [target(name).key], ['default/agent/b']],
  list: (name) => [target(name)],
  replace: (name) => [target(name), []],
  forget: (name) => [target(name)],
  put: (name) => [{ ...target(name), holder: 'default/agent/b', level: 'read' }],
  remove: (name) => [target(name), 'default/agent/b', 'read'],
  version: () => [],
};
