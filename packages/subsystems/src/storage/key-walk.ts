import type { Dirent } from 'node:fs';
import type { DurableFiles } from '../durable-file.ts';

/** One name in a folder: a value, or what further keys begin with. */
interface Step {
  readonly segment: string;
  readonly isFolder: boolean;
}

/** Entries of one folder kept in memory at a time, enough for a page. */
const most = 1024;

/** Where a step stands among its neighbours: `a`, then `a-b`, then everything below `a/`, as whole keys do. */
const orderOf = ({ segment, isFolder }: Step): string => (isFolder ? `${segment}/` : segment);
const byOrder = (a: Step, b: Step): number => (orderOf(a) < orderOf(b) ? -1 : 1);

/** undefined for what is not ours, links among them: it is neither shown nor followed. */
function toStep(entry: Dirent): Step | undefined {
  if (entry.isFile() && entry.name.endsWith('~')) return { segment: entry.name.slice(0, -1), isFolder: false };
  return entry.isDirectory() && !entry.name.includes('~') ? { segment: entry.name, isFolder: true } : undefined;
}

/** The first steps of a folder that stand at or after `from`, `most` of them or all there are. */
async function firstSteps(files: DurableFiles, folder: string, from: string): Promise<Step[]> {
  const entries = await files.folder(folder);
  let steps: Step[] = [];
  for await (const entry of entries ?? []) {
    const step = toStep(entry);
    if (step === undefined || orderOf(step) < from) continue;
    steps.push(step);
    if (steps.length >= 2 * most) steps = steps.sort(byOrder).slice(0, most);
  }
  return steps.sort(byOrder).slice(0, most);
}

/** All steps of a folder from `from` on, in order. */
async function* stepsFrom(files: DurableFiles, folder: string, from: string): AsyncGenerator<Step> {
  let next = from;
  for (;;) {
    const steps = await firstSteps(files, folder, next);
    yield* steps;
    const last = steps.at(-1);
    if (last === undefined || steps.length < most) return;
    // Nothing stands between a name and the same name with the least character after it.
    next = `${orderOf(last)}\0`;
  }
}

/**
 * The keys below a prefix that come after `after`, in order, each as long as it is there. Memory does not grow with their number, and
 * folders that lie before `after` are not opened.
 */
export async function* keysBelow(files: DurableFiles, prefix: string, after: string | undefined): AsyncGenerator<string> {
  if (after !== undefined && !after.startsWith(prefix) && after > prefix) return;
  const rest = after?.startsWith(prefix) ? after.slice(prefix.length) : '';
  const head = rest.slice(0, rest.indexOf('/') + 1);
  for await (const step of stepsFrom(files, prefix.slice(0, -1), head || rest)) {
    const order = orderOf(step);
    if (step.isFolder) yield* keysBelow(files, `${prefix}${order}`, order === head ? after : undefined);
    else if (order !== rest) yield `${prefix}${order}`;
  }
}
