import { isSmythError, type SmythError } from '@smyth/kernel';
import type { Door } from './doors.ts';

/** The same name without its owner, where that is the attacker; undefined: it says that it is somebody else's. */
export function pathOf(name: string): string | undefined {
  if (!name.startsWith('smythfs://')) return name;
  const own = 'smythfs://a1.agent/';
  return name.startsWith(own) ? name.slice(own.length) : undefined;
}

/** What no name may be, said without the kernel's own parser. */
const mustBeRefused = (path: string): boolean =>
  path.length > 5000 || !path.isWellFormed() || /[\p{Cc}\\]/u.test(path) || path.split('/').some((segment) => segment === '' || segment === '.' || segment === '..');
/** What every name may be. */
export const mustBeAccepted = (path: string): boolean => /^[A-Za-z0-9_-]{1,50}$/.test(path);

/** What became of every name at one door. */
export interface Tried {
  /** Names that mean different things: other spellings of one are tried once. */
  readonly count: number;
  /** Path → what was written under it. */
  readonly accepted: ReadonlyMap<string, string>;
  readonly refused: ReadonlyMap<string, SmythError>;
  /** What is left once every third was deleted. */
  readonly left: ReadonlyMap<string, string>;
}

async function inBatches<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += 250) await Promise.all(all.slice(at, at + 250).map(work));
}

/** Writes under every name, reads every name back, deletes every third and reads again. Every failure is said, with the name. */
export async function tryAll(door: Door, all: readonly string[]): Promise<Tried & { violations: string[] }> {
  const [accepted, refused, violations, writtenAs] = [new Map<string, string>(), new Map<string, SmythError>(), [] as string[], new Map<string, string>()];
  const violated = (name: string, what: string): void => void violations.push(`${JSON.stringify(name)} ${what}`);
  let next = 0;
  const once = new Map(all.map((name) => [pathOf(door.named(name)) ?? name, name]));
  await inBatches([...once], async ([path, name]) => {
    const value = `v${(next++).toString(36)}`;
    try {
      await door.write(name, value);
      accepted.set(path, value);
      writtenAs.set(path, name);
    } catch (error) {
      if (isSmythError(error)) refused.set(door.named(name), error);
      else violated(name, `failed without a code: ${String(error)}`);
    }
  });
  const check = async (expected: ReadonlyMap<string, string>): Promise<void> => {
    await inBatches([...writtenAs], async ([path, name]) => {
      const found = await door.read(name).catch((error: unknown) => String(error));
      if (found !== expected.get(path)) violated(name, `reads as ${JSON.stringify(found)}`);
    });
    const listed = await door.list?.('');
    if (listed && JSON.stringify(listed.toSorted()) !== JSON.stringify([...expected.keys()].sort())) violated('', `the listing has ${listed.length} names, ${expected.size} were written`);
  };
  await check(accepted);
  const left = new Map([...accepted].filter((_, i) => i % 3 !== 0));
  await inBatches([...writtenAs].filter(([path]) => !left.has(path)), ([, name]) => door.remove(name));
  await check(left);
  return { count: once.size, accepted, refused, left, violations };
}

/** Of a tried door: names that were judged otherwise than they must be, and refusals that do not say what they should. */
export function misjudged({ accepted, refused }: Tried, mayFail: (name: string) => boolean = () => false): string[] {
  const wrong: string[] = [];
  for (const path of accepted.keys()) if (mustBeRefused(path)) wrong.push(`${JSON.stringify(path)} was accepted`);
  for (const [name, { code, message, category }] of refused) {
    const [path, said] = [pathOf(name), `${JSON.stringify(name.slice(0, 100))} was refused with ${JSON.stringify(message)}`];
    const expected = path === undefined ? ['KERNEL_ACCESS_DENIED', 'KERNEL_BAD_ID', 'KERNEL_BAD_NAME', 'KERNEL_NAME_TOO_LONG'] : ['KERNEL_BAD_NAME', 'KERNEL_NAME_TOO_LONG'];
    if (mayFail(name) && code.startsWith('STORAGE_')) continue;
    if (!expected.includes(code) || category !== (code === 'KERNEL_ACCESS_DENIED' ? 'denied' : 'invalid')) wrong.push(`${said}: an unexpected code`);
    if (path !== undefined && mustBeAccepted(path)) wrong.push(`${said}: a plain name`);
    if (!message.startsWith(`${code}: `) || message.length > 400 || /[\p{Cc}\p{Cs}]/u.test(message)) wrong.push(`${said}: not fit to be shown`);
  }
  return wrong;
}
