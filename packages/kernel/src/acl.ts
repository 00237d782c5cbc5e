import { AccessCandidate, type Candidate, type Role } from './candidate.ts';
import { defineErrors } from './errors.ts';
import type { Level } from './policy.ts';

export const TAccessLevel = Object.freeze({ None: 'none', Owner: 'owner', Read: 'read', Write: 'write' } as const);
export type TAccessLevel = (typeof TAccessLevel)[keyof typeof TAccessLevel];

export const TAccessRole = Object.freeze({ Agent: 'agent', User: 'user', Team: 'team', Public: 'public' } as const);
export type TAccessRole = (typeof TAccessRole)[keyof typeof TAccessRole];

export const aclErrors = defineErrors('ACL', {
  BAD_ENTRY: {
    category: 'invalid',
    says: (d: { given: string }) => `${d.given} is not an access entry.`,
    fix: `An entry has a role (${Object.values(TAccessRole).join(', ')}), an id and a level (read, write, owner).`,
  },
  NO_STORE: {
    category: 'config',
    says: () => 'Nothing can be shared: no store of grants is bound.',
    fix: 'Add an Acl connector to the configuration.',
  },
  BAD_LEVEL: {
    category: 'invalid',
    says: (d: { given: string }) => `${d.given} is not an access level.`,
    fix: 'Use "read", "write" or "owner".',
  },
  BAD_LIST: {
    category: 'invalid',
    says: () => 'setACL was given something that is not an ACL.',
    fix: "Pass new ACL().addAccess('team', 't1', 'read').",
  },
});

export interface AccessEntry {
  readonly role: TAccessRole;
  readonly id: string;
  readonly level: Level;
}

const roles: readonly string[] = Object.values(TAccessRole);
const levels: readonly string[] = ['read', 'write', 'owner'] satisfies Level[];

const shown = (value: unknown): string => (typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value)).slice(0, 120);

function checked({ role, id, level }: AccessEntry): AccessEntry {
  if (!roles.includes(role) || !levels.includes(level) || typeof id !== 'string') {
    throw aclErrors.BAD_ENTRY({ given: `{ role: ${shown(role)}, id: ${shown(id)}, level: ${shown(level)} }` });
  }
  if (role !== 'public') AccessCandidate[role](id);
  return Object.freeze({ role, id: role === 'public' ? 'public' : id, level });
}

/**
 * Who else may do what with a resource: its owner always may. A value, given to `setACL` and returned by `getACL`; changing it changes
 * nothing until it is set. Ids are read in the tenant of the resource.
 */
export class ACL {
  readonly #entries = new Map<string, AccessEntry>();

  /** @throws ACL_BAD_ENTRY */
  constructor(entries: Iterable<AccessEntry> = []) {
    for (const entry of entries) {
      if (typeof entry !== 'object' || (entry as unknown) === null) throw aclErrors.BAD_ENTRY({ given: shown(entry) });
      this.addAccess(entry.role, entry.id, entry.level);
    }
  }

  /** `level` of `none` adds nothing. @throws ACL_BAD_ENTRY, KERNEL_BAD_ID */
  addAccess(role: TAccessRole, id: string, level: TAccessLevel): this {
    if (level === 'none') return this;
    const entry = checked({ role, id, level });
    this.#entries.set(`${entry.role}/${entry.id}/${level}`, entry);
    return this;
  }

  /** Removes one level, or with `level` absent all of them. */
  removeAccess(role: TAccessRole, id: string, level?: TAccessLevel): this {
    for (const [key, entry] of this.#entries) {
      if (entry.role === role && entry.id === (role === 'public' ? 'public' : id) && (level === undefined || entry.level === level)) this.#entries.delete(key);
    }
    return this;
  }

  /** Opens it to everyone of the tenant. */
  addPublicAccess(level: TAccessLevel): this {
    return this.addAccess('public', 'public', level);
  }

  removePublicAccess(level?: TAccessLevel): this {
    return this.removeAccess('public', 'public', level);
  }

  /** What these entries alone say: ownership, teams and public access of a live resource are judged by the kernel. */
  checkExactAccess(candidate: Candidate, level: Level): boolean {
    const role: Role = candidate.role;
    return this.entries.some((entry) => entry.role === role && entry.id === candidate.id && (entry.level === level || entry.level === 'owner'));
  }

  get entries(): readonly AccessEntry[] {
    return [...this.#entries.values()];
  }

  toJSON(): readonly AccessEntry[] {
    return this.entries;
  }

  /** One line of JSON. */
  serialise(): string {
    return JSON.stringify(this.entries);
  }

  /** Reads what {@link serialise} wrote, or the array itself. @throws ACL_BAD_ENTRY, KERNEL_BAD_ID */
  static parse(text: string | readonly AccessEntry[]): ACL {
    try {
      const entries: unknown = typeof text === 'string' ? JSON.parse(text) : text;
      if (Array.isArray(entries)) return new ACL(entries as AccessEntry[]);
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
    }
    throw aclErrors.BAD_ENTRY({ given: shown(text) });
  }
}
