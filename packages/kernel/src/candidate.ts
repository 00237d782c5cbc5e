import { kernelErrors } from './kernel-errors.ts';

export type Role = 'user' | 'agent' | 'team' | 'public' | 'system';

const minting = Symbol('minting');
const idShape = /^[A-Za-z0-9][A-Za-z0-9._@+:~-]{0,127}$/;

/** Encodes one piece of a key into `[a-z0-9._-]` and `%xx`, so that keys are ASCII and differ even where case does not count. */
export function encodeSegment(text: string): string {
  if (/^[a-z0-9._-]*$/.test(text)) return text;
  let encoded = '';
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    encoded += /[a-z0-9._-]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0')}`;
  }
  return encoded;
}

/** The text that {@link encodeSegment} was given. */
export const decodeSegment = (encoded: string): string => decodeURIComponent(encoded);

/**
 * Who asks. Frozen, validated once, compared by `key`, byte for byte; the tenant is part of it and stands nowhere else.
 * Only the host program mints candidates; components, skills, tools and remote callers are handed handles.
 */
export class Candidate {
  readonly role: Role;
  readonly id: string;
  readonly tenant: string;
  /** `<tenant>/<role>/<id>`, each encoded: equal keys, same candidate. */
  readonly key: string;
  readonly #minted = true;

  constructor(token: symbol, role: Role, id: string, tenant: string) {
    if (token !== minting) throw kernelErrors.BAD_CANDIDATE({ given: 'A Candidate made with new' });
    this.role = role;
    this.id = id;
    this.tenant = tenant;
    this.key = `${encodeSegment(tenant)}/${role}/${encodeSegment(id)}`;
    Object.freeze(this);
  }

  /** Whether `value` was minted here, and is not an object that looks like it. */
  static isMinted(value: unknown): value is Candidate {
    return typeof value === 'object' && value !== null && #minted in value && value.#minted;
  }

  toString(): string {
    return this.role === 'public' ? 'public' : `${this.role}:${this.id}`;
  }

  toJSON(): { role: Role; id: string; tenant: string } {
    return { role: this.role, id: this.id, tenant: this.tenant };
  }
}

const describe = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : `A value of type ${typeof value}`);

function checkedId(what: string, id: unknown): string {
  if (typeof id !== 'string' || !idShape.test(id)) throw kernelErrors.BAD_ID({ what, given: describe(id) });
  return id;
}

/** @internal Kernel and `@smyth/kernel/system` only. */
export const mint = (role: Role, id: string, tenant: string): Candidate =>
  new Candidate(minting, role, role === 'public' ? 'public' : checkedId(role, id), checkedId('tenant', tenant));

export interface CandidateOptions {
  /** Absent: `default`. */
  readonly tenant?: string;
}

const tenantOf = (options?: CandidateOptions): string => options?.tenant ?? 'default';

/** Mints candidates. @throws KERNEL_BAD_ID for an id or tenant outside the allowed alphabet. */
export const AccessCandidate = Object.freeze({
  agent: (id: string, options?: CandidateOptions): Candidate => mint('agent', id, tenantOf(options)),
  user: (id: string, options?: CandidateOptions): Candidate => mint('user', id, tenantOf(options)),
  team: (id: string, options?: CandidateOptions): Candidate => mint('team', id, tenantOf(options)),
  public: (options?: CandidateOptions): Candidate => mint('public', 'public', tenantOf(options)),
});
