import type { Demand } from './access.ts';
import type { Candidate } from './candidate.ts';
import { type Row } from './policy.ts';
import { type Resource, resolveName, resolvePrefix } from './resource.ts';

/** Puts the demand of one row into words for this call, and keys into `args` where names stood. */
export type Resolve = (args: unknown[], caller: Candidate) => Demand;

const property = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((current, key) => (typeof current === 'object' && current !== null && Object.hasOwn(current, key) ? (current as Record<string, unknown>)[key] : undefined), value);

/** Fills `{connector}`, `{0}` and `{0.model}`; what is absent becomes `?`, which no rule but a star opens. */
function capability(template: string, connector: string): (args: readonly unknown[]) => string {
  const pieces = template.split(/\{([^}]*)\}/).map((piece, i) => {
    if (i % 2 === 0 || piece === 'connector') return i % 2 === 0 ? piece : connector;
    const [index, ...path] = piece.split('.');
    return { index: Number(index), path };
  });
  return (args) =>
    pieces
      .map((piece) => {
        if (typeof piece === 'string') return piece;
        const value = property(args[piece.index], piece.path);
        return typeof value === 'string' && value !== '' ? value : '?';
      })
      .join('');
}

/** Arguments whose properties the rows judge. They are copied before that, so that what was judged is what the connector gets. */
export const judgedObjects = (rows: readonly Row[]): readonly number[] =>
  rows.flatMap((row) => ('use' in row ? [...row.use.matchAll(/\{(\d+)\./g)].map(([, index]) => Number(index)) : []));

/** `<name>/<item>` as one resource; the two parts stay apart for the connector. */
function resolveItem(args: unknown[], row: { name: number; item: number }, caller: Candidate): Resource {
  const container = resolvePrefix(args[row.name], caller);
  const inside = args[row.item];
  const name = `${String(args[row.name]).replace(/\/$/, '')}/${String(inside)}`;
  // Joined, "smythfs:" and "/b.user/x" would be a URI of somebody else; alone, what begins with a slash is refused.
  const item = resolveName(typeof inside === 'string' && !inside.startsWith('/') ? name : inside, caller);
  args[row.name] = container.key.slice(0, -1);
  args[row.item] = item.key.slice(container.key.length);
  return item;
}

/** Compiles one row of a policy for a bound connector. */
export function compileRow(row: Row, connector: string): Resolve {
  if ('use' in row) {
    const fill = capability(row.use, connector);
    return (args) => ({ use: fill(args) });
  }
  if ('open' in row) return () => row;
  const { level } = row;
  if ('own' in row) return (_, caller) => ({ level, resource: { owner: caller, path: '', key: `${caller.key}/` } });
  if ('prefix' in row) {
    return (args, caller) => {
      const resource = resolvePrefix(args[row.prefix] ?? '', caller);
      args[row.prefix] = resource.key;
      return { level, resource };
    };
  }
  if (row.item !== undefined) {
    const { name, item } = row;
    return (args, caller) => ({ level, resource: resolveItem(args, { name, item }, caller) });
  }
  return (args, caller) => {
    const resource = resolveName(args[row.name], caller);
    args[row.name] = resource.key;
    return { level, resource };
  };
}
