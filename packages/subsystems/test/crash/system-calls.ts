import { basename, dirname } from 'node:path';

/** A call that went well, as `strace -f -y` saw it. */
interface SystemCall {
  readonly name: string;
  readonly args: string;
  /** Lines of the trace: threads overlap. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What has to be traced to know the order of what {@link stepsOf} tells. */
export const tracedCalls = 'openat,write,writev,pwrite64,pwritev,fsync,fdatasync,rename,renameat,renameat2';

function parseCalls(trace: string): SystemCall[] {
  const calls: SystemCall[] = [];
  const pending = new Map<string, { args: string; startedAt: number }>();
  for (const [at, line] of trace.split('\n').entries()) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const begun = /^(\w+)\((.*?)\s*<unfinished \.\.\.>$/.exec(rest);
    const resumed = /^<\.\.\. (\w+) resumed>(.*)\)\s+= (\d+)/.exec(rest);
    const whole = /^(\w+)\((.*)\)\s+= (\d+)/.exec(rest);
    if (begun) pending.set(thread, { args: begun[2] ?? '', startedAt: at });
    else if (resumed) {
      const { args = '', startedAt = at } = pending.get(thread) ?? {};
      calls.push({ name: resumed[1] ?? '', args: args + (resumed[2] ?? ''), startedAt, endedAt: at });
    } else if (whole) calls.push({ name: whole[1] ?? '', args: whole[2] ?? '', startedAt: at, endedAt: at });
  }
  return calls.sort((a, b) => a.endedAt - b.endedAt);
}

const isSaid = ({ name, args }: SystemCall, word: string): boolean => name === 'write' && args.startsWith('1<') && args.includes(`"${word}\\n"`);

/** Of the file behind the first argument, which `-y` shows as `21</path>`. */
const pathOf = (args: string): string => /^\d+<([^>]*)>/.exec(args)?.[1] ?? '';
const pathsIn = (args: string): string[] => [...args.matchAll(/"([^"]*)"/g)].map(([, path = '']) => path);

/** Unfinished files have names that differ in each run. */
const shown = (path: string): string => (/^~tmp_.*\.tmp$/.test(basename(path)) ? 'an unfinished file' : basename(path));

/** undefined: a call that changes nothing, or nothing in this folder but locks. */
function toStep({ name, args }: SystemCall, folder: string): string | undefined {
  const isOurs = (path: string): boolean => (path === folder || path.startsWith(`${folder}/`)) && !/lock(-journal)?$/.test(path);
  const [from = '', to = ''] = pathsIn(args);
  if (name.startsWith('rename')) return isOurs(to) ? `rename ${shown(from)} to ${basename(to)} in ${basename(dirname(to))}` : undefined;
  if (name === 'openat') return isOurs(from) && args.includes('O_CREAT') ? `create ${shown(from)}` : undefined;
  const path = pathOf(args);
  return isOurs(path) ? `${/sync$/.test(name) ? 'sync' : 'write'} ${shown(path)}` : undefined;
}

/**
 * What was done in a folder between the words `begun` and `acknowledged` on stdout, which is the last step. Repetitions are told once. A
 * step that began before the one above it had ended is marked, as its order is not known.
 */
export function stepsOf(trace: string, folder: string): string[] {
  const calls = parseCalls(trace);
  const from = calls.findIndex((call) => isSaid(call, 'begun'));
  const to = calls.findIndex((call) => isSaid(call, 'acknowledged'));
  if (from < 0 || to < from) throw new Error('the trace does not hold a change from its beginning to its acknowledgement');
  const steps: string[] = [];
  let lastEndedAt = 0;
  for (const call of calls.slice(from + 1, to + 1)) {
    const step = isSaid(call, 'acknowledged') ? 'acknowledged' : toStep(call, folder);
    if (step === undefined) continue;
    const told = call.startedAt < lastEndedAt ? `${step} (at the same time)` : step;
    if (told !== steps.at(-1)) steps.push(told);
    lastEndedAt = call.endedAt;
  }
  return steps;
}
