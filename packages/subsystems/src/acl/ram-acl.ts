import { defineConnector, type Grant, type GrantTarget } from '@smyth/kernel';
import { checkedGrant, checkedLevel, toShared } from './checked-grant.ts';
import type {} from './contract.ts';

const targetId = ({ subsystem, key }: GrantTarget): string => `${subsystem}\n${key}`;
const grantId = ({ holder, level }: Pick<Grant, 'holder' | 'level'>): string => `${holder}\n${level}`;

/** By key, then by whatever else tells two grants apart. */
function inOrder(grants: readonly Grant[]): Grant[] {
  const place = ({ key, subsystem, holder, level }: Grant): string => [key, subsystem, holder, level].join('\n');
  return grants.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
}

/** Grants in the memory of this process, gone with it. */
export const ramAcl = defineConnector({
  subsystem: 'acl',
  id: 'RAM',
  settings: {},
  start() {
    const grants = new Map<string, Map<string, Grant>>();
    let version = 0;
    const on = (target: GrantTarget): Grant[] => [...(grants.get(targetId(target))?.values() ?? [])];
    const put = (grant: Grant): void => {
      const given = grants.get(targetId(grant)) ?? new Map<string, Grant>();
      if (given.has(grantId(grant))) return;
      grants.set(targetId(grant), given.set(grantId(grant), grant));
      version++;
    };
    const remove = (grant: Grant): void => {
      const given = grants.get(targetId(grant));
      if (!given?.delete(grantId(grant))) return;
      if (given.size === 0) grants.delete(targetId(grant));
      version++;
    };
    return {
      async match(subsystem, keys, holders) {
        const known = new Set(holders);
        return inOrder([...new Set(keys)].flatMap((key) => on({ subsystem, key }).filter(({ holder }) => known.has(holder))));
      },
      list: async (target) => inOrder(on(target)),
      async replace(target, wanted) {
        const checked = wanted.map((grant) => checkedGrant(target, grant));
        const kept = new Set(checked.map(grantId));
        for (const grant of on(target)) if (!kept.has(grantId(grant))) remove(grant);
        checked.forEach(put);
      },
      async forget(target) {
        const isBelow = (grant: Grant): boolean => grant.subsystem === target.subsystem && grant.key.length > target.key.length && grant.key.startsWith(target.key);
        const dropped = target.key.endsWith('/') ? [...grants.values()].flatMap((given) => [...given.values()]).filter(isBelow) : on(target);
        dropped.forEach(remove);
      },
      put: async (grant) => put(checkedGrant(grant, grant)),
      async remove(target, holder, level) {
        if (level !== undefined) checkedLevel(level);
        for (const grant of on(target)) if (grant.holder === holder && (level === undefined || grant.level === level)) remove(grant);
      },
      version: async () => version,
      sharedWith: async ({ candidate }) => inOrder([...grants.values()].flatMap((given) => [...given.values()]).filter(({ holder }) => holder === candidate.key)).map(toShared),
    };
  },
});
