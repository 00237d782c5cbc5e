import { defineSubsystem, type GrantStore, type Implementation } from '@smyth/kernel';
import { systemCandidate } from '@smyth/kernel/system';
import type { AclContract } from './contract.ts';
import { aclPolicy, aclSamples } from './policy.ts';
import { ramAcl } from './ram-acl.ts';
import { sqliteAcl } from './sqlite-acl.ts';

export type { AclContract, Shared } from './contract.ts';
export { grantErrors } from './errors.ts';
export { ramAcl, sqliteAcl };

/** The connector as the kernel asks it; a connector that lacks a method denies whatever would have needed it. */
function toGrantStore(acl: Required<Implementation<AclContract>>): GrantStore {
  const io = Object.freeze({ candidate: systemCandidate('acl'), signal: undefined, deadline: undefined });
  return {
    match: (subsystem, keys, holders) => acl.match(subsystem, keys, holders, io),
    list: (target) => acl.list(target, io),
    replace: (target, grants) => acl.replace(target, grants, io),
    forget: (target) => acl.forget(target, io),
    put: (grant) => acl.put(grant, io),
    remove: (target, holder, level) => acl.remove(target, holder, level, io),
    version: () => acl.version(io),
  };
}

export const aclSubsystem = defineSubsystem({
  name: 'acl',
  key: 'Acl',
  phase: 'security',
  policy: aclPolicy,
  samples: aclSamples,
  embedded: sqliteAcl,
  serves: { grants: toGrantStore },
});
