import { type Candidate, decodeSegment, encodeSegment, mint, type Role } from './candidate.ts';
import { kernelErrors } from './kernel-errors.ts';

/** A named thing with an owner. Two names of the same thing give the same `key`. */
export interface Resource {
  readonly owner: Candidate;
  /** Relative to the owner; a prefix ends in "/" or is empty. */
  readonly path: string;
  /** What connectors see: `<owner key>/<encoded path>`. */
  readonly key: string;
}

const limits = { segments: 32, segmentBytes: 180, keyBytes: 900 };
const scheme = 'smythfs://';
const owners: readonly string[] = ['user', 'agent', 'team', 'system'] satisfies Role[];

/** For messages: without what ends a line, turns its direction, cannot be seen or cannot be written. */
const shown = (name: string): string => {
  const clean = name.slice(0, 81).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?');
  return name.length > 80 ? `${clean.slice(0, 80).toWellFormed()}…` : clean;
};

const refuse = (name: string, reason: string): never => {
  throw kernelErrors.BAD_NAME({ name: shown(name), reason });
};

/** Percent-decoding until nothing changes, so that `%252e%252e` cannot hide what it means. Bounded by the text's length. */
function fullyDecoded(text: string): string {
  let current = text;
  for (;;) {
    const next = current.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    if (next === current) return current;
    current = next;
  }
}
const dangerous = /[\u0000-\u001f\u007f-\u009f\\/]/;

function checkSegment(segment: string, name: string): void {
  if (segment === '') refuse(name, 'it has an empty segment (a leading, trailing or double slash)');
  if (segment === '.' || segment === '..') refuse(name, 'it has a "." or ".." segment');
  if (dangerous.test(segment)) refuse(name, 'it has a backslash or control character');
  if (!segment.isWellFormed()) refuse(name, 'it is not well-formed Unicode');
  for (const meant of [fullyDecoded(segment), segment.normalize('NFKC')]) {
    if (meant !== segment && (meant === '.' || meant === '..' || dangerous.test(meant))) {
      refuse(name, 'it disguises a separator, dot segment or control character');
    }
  }
}

const plain = /^[a-z0-9_-][a-z0-9._-]*$/;

function encodePath(path: string, name: string): string {
  const segments = path.split('/');
  if (segments.length > limits.segments) throw kernelErrors.NAME_TOO_LONG({ name: shown(name), limit: `${limits.segments} segments` });
  let encoded = '';
  for (const [i, segment] of segments.entries()) {
    if (!plain.test(segment)) checkSegment(segment, name);
    const piece = encodeSegment(segment);
    if (piece.length > limits.segmentBytes) {
      throw kernelErrors.NAME_TOO_LONG({ name: shown(name), limit: `${limits.segmentBytes} encoded bytes a segment` });
    }
    encoded += i === 0 ? piece : `/${piece}`;
  }
  return encoded;
}

const keyOf = (owner: Candidate, encodedPath: string, name: string): string => {
  const key = `${owner.key}/${encodedPath}`;
  if (key.length > limits.keyBytes) throw kernelErrors.NAME_TOO_LONG({ name: shown(name), limit: `${limits.keyBytes} bytes in all` });
  return key;
};

/** Whose name it is, and the path in that space. A URI is read in the caller's tenant. */
function splitOwner(name: string, caller: Candidate): { owner: Candidate; path: string } {
  if (!name.startsWith(scheme)) {
    if (caller.role === 'public') throw kernelErrors.NO_SPACE({ role: caller.role });
    return { owner: caller, path: name };
  }
  const slash = name.indexOf('/', scheme.length);
  const authority = name.slice(scheme.length, slash < 0 ? undefined : slash);
  const dot = authority.lastIndexOf('.');
  const role = authority.slice(dot + 1);
  if (dot < 1 || !owners.includes(role)) refuse(name, `a URI begins with ${scheme}<id>.<user|agent|team>/`);
  return { owner: mint(role as Role, authority.slice(0, dot), caller.tenant), path: slash < 0 ? '' : name.slice(slash + 1) };
}

function checkText(name: unknown): asserts name is string {
  if (typeof name !== 'string') refuse(String(typeof name), 'a name is a string');
  // Checked before anything walks the text: 32 segments of 180 bytes cannot be longer than this.
  if ((name as string).length > 6000) throw kernelErrors.NAME_TOO_LONG({ name: shown(name as string), limit: `${limits.keyBytes} bytes in all` });
}

/** @throws KERNEL_BAD_NAME, KERNEL_NAME_TOO_LONG, KERNEL_NO_SPACE, KERNEL_BAD_ID (owner in a URI) */
export function resolveName(name: unknown, caller: Candidate): Resource {
  checkText(name);
  if (plain.test(name) && name.length <= limits.segmentBytes && caller.role !== 'public') {
    return { owner: caller, path: name, key: keyOf(caller, name, name) };
  }
  const { owner, path } = splitOwner(name, caller);
  return { owner, path, key: keyOf(owner, encodePath(path, name), name) };
}

/**
 * A listing or a grant may name a prefix: whole segments, with or without the closing "/"; empty is the owner's whole space.
 * @throws as {@link resolveName}
 */
export function resolvePrefix(prefix: unknown, caller: Candidate): Resource {
  checkText(prefix);
  const { owner, path } = splitOwner(prefix, caller);
  const inner = path.endsWith('/') ? path.slice(0, -1) : path;
  if (inner === '') return path === '' ? { owner, path, key: `${owner.key}/` } : refuse(prefix, 'it has an empty segment (a leading, trailing or double slash)');
  return { owner, path: `${inner}/`, key: `${keyOf(owner, encodePath(inner, prefix), prefix)}/` };
}

/** The name below `owner` that `key` was derived from. */
export const pathOfKey = (key: string, owner: Candidate): string => key.slice(owner.key.length + 1).split('/').map(decodeSegment).join('/');

export const uriOf = ({ owner, path }: Pick<Resource, 'owner' | 'path'>): string => `${scheme}${owner.id}.${owner.role}/${path}`;

/** As `caller` would name it: relative where it is its own, else the URI. */
export const nameFor = (caller: Candidate, resource: Pick<Resource, 'owner' | 'path'>): string => (resource.owner.key === caller.key ? resource.path : uriOf(resource));

/** The URI of a key, for whoever is shown what belongs to somebody else. */
export function uriOfKey(key: string): string {
  const [, role = '', id = '', ...path] = key.split('/').map(decodeSegment);
  return `${scheme}${id}.${role}/${path.join('/')}`;
}

/** Every prefix that covers `key`, longest first: `…/a/b/`, `…/a/`, `…/`, down to the owner's space. */
export function coveringPrefixes({ key, owner }: Resource): string[] {
  const prefixes: string[] = [];
  for (let end = key.lastIndexOf('/'); end >= owner.key.length; end = key.lastIndexOf('/', end - 1)) prefixes.push(key.slice(0, end + 1));
  return prefixes;
}
