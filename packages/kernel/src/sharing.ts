import { ACL, aclErrors, type TAccessLevel } from './acl.ts';
import { Candidate, mint } from './candidate.ts';
import type { Grant, GrantStore, GrantTarget } from './grants.ts';
import { kernelErrors } from './kernel-errors.ts';
import type { Level } from './policy.ts';
import type { Resource } from './resource.ts';

/**
 * Who else may use a name, or with a closing "/" everything below it. All four demand `owner`, reading the list `read`. Sharing before
 * writing is legal. Removal holds from the next call on.
 */
export interface Sharing {
  getACL(name: string): Promise<ACL>;
  /** Replaces all grants on exactly this name. */
  setACL(name: string, acl: ACL): Promise<void>;
  grant(name: string, candidate: Candidate, level: Level): Promise<void>;
  /** `level` absent: all levels. */
  revoke(name: string, candidate: Candidate, level?: Level): Promise<void>;
}

const levels: readonly unknown[] = ['read', 'write', 'owner'] satisfies TAccessLevel[];

interface SharingMethod {
  readonly level: Level;
  readonly arity: number;
  readonly run: (args: never) => Promise<unknown>;
}

function holderOf(candidate: unknown, resource: Resource): string {
  if (!Candidate.isMinted(candidate)) throw kernelErrors.BAD_CANDIDATE({ given: `A value of type ${typeof candidate}` });
  if (candidate.role === 'system') throw aclErrors.BAD_ENTRY({ given: `A grant to ${candidate.toString()}` });
  if (candidate.tenant !== resource.owner.tenant) throw kernelErrors.TENANT_MISMATCH({ tenants: [resource.owner.tenant, candidate.tenant] });
  return candidate.key;
}

function checkedLevel(level: unknown): Level {
  if (!levels.includes(level)) throw aclErrors.BAD_LEVEL({ given: JSON.stringify(level) ?? 'undefined' });
  return level as Level;
}

const toAcl = (grants: readonly Grant[]): ACL =>
  new ACL(
    grants.map(({ holder, level }) => {
      const [, role, id] = holder.split('/');
      return { role: role as 'user', id: decodeURIComponent(id ?? ''), level };
    }),
  );

/** The four methods over a store of grants; `changed` is called once a change is durable. */
export function sharingMethods(bound: () => GrantStore | undefined, subsystem: string, changed: () => void): Record<keyof Sharing, SharingMethod> {
  const grants = (): GrantStore => {
    const store = bound();
    if (store === undefined) throw aclErrors.NO_STORE({});
    return store;
  };
  const target = ({ key }: Resource): GrantTarget => ({ subsystem, key });
  return {
    getACL: { level: 'read', arity: 1, run: async ([resource]: [Resource]) => toAcl(await grants().list(target(resource))) },
    setACL: {
      level: 'owner',
      arity: 2,
      async run([resource, acl]: [Resource, unknown]) {
        if (!(acl instanceof ACL)) throw aclErrors.BAD_LIST({});
        const { tenant } = resource.owner;
        await grants().replace(
          target(resource),
          acl.entries.map(({ role, id, level }) => ({ holder: mint(role, id, tenant).key, level })),
        );
        changed();
      },
    },
    grant: {
      level: 'owner',
      arity: 3,
      async run([resource, candidate, level]: [Resource, unknown, unknown]) {
        await grants().put({ ...target(resource), holder: holderOf(candidate, resource), level: checkedLevel(level) });
        changed();
      },
    },
    revoke: {
      level: 'owner',
      arity: 3,
      async run([resource, candidate, level]: [Resource, unknown, unknown]) {
        await grants().remove(target(resource), holderOf(candidate, resource), level === undefined ? undefined : checkedLevel(level));
        changed();
      },
    },
  };
}
