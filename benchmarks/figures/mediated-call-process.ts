// In a process of its own: the same `cache.get` of a caller's own key on the connector itself, through the kernel, and past three interceptors.
import { AccessCandidate, boot, defineConnector, type Interceptor, type Kernel } from '@smyth/kernel';
import { aclSubsystem, accountSubsystem, cacheSubsystem, homePort, homeFolder, ramAcl, ramCache } from '@smyth/subsystems';
import { answerParent } from '../child.ts';
import { timed } from '../measure.ts';

type Get = () => Promise<unknown>;

const caller = AccessCandidate.agent('bench');
const { signal } = new AbortController();
const key = 'default/agent/bench/answer';

/** Of the weight that policy, budget and telemetry have: a look at rules, a reservation settled later, counts and a duration. */
function threeInterceptors(): Interceptor[] {
  const counts = new Map<string, number>();
  const begun = new Map<object, number>();
  const blocked = new Set(['code/run', 'sql/query']);
  let total = 0;
  let reserved = 0;
  return [
    {
      name: 'telemetry',
      stage: 'observe',
      before: (call) => void begun.set(call, performance.now()),
      after(call, outcome) {
        total += performance.now() - (begun.get(call) ?? 0);
        begun.delete(call);
        const name = 'error' in outcome ? 'failed' : call.method;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      },
    },
    {
      name: 'policy',
      stage: 'policy',
      before(call) {
        if (blocked.has(`${call.subsystem}/${call.method}`) || total < 0) throw new Error('blocked');
      },
    },
    { name: 'budget', stage: 'budget', before: () => void (reserved += 1), after: () => void (reserved -= 1) },
  ];
}

async function open(interceptors: readonly Interceptor[]): Promise<{ raw: Get; mediated: Get; kernel: Kernel }> {
  let implementation: { get?: unknown } = {};
  const captured = defineConnector({
    subsystem: 'cache',
    id: 'RAM',
    settings: ramCache.settings,
    start: async (context) => (implementation = (await ramCache.start(context as never)) as object) as never,
  });
  const subsystems = [homePort, accountSubsystem, aclSubsystem, cacheSubsystem];
  const use = [{ connector: homeFolder }, { connector: ramAcl }, { connector: captured }];
  const kernel = await boot({ subsystems, use, interceptors });
  const cache = kernel.connectors.get('cache').as({ candidate: caller, signal });
  await cache.set('answer', 42);
  const io = Object.freeze({ candidate: caller, signal, deadline: undefined });
  const raw = implementation as { get: (key: string, given: typeof io) => Promise<unknown> };
  return { raw: () => raw.get(key, io), mediated: () => cache.get('answer'), kernel };
}

const plain = await open([]);
const watched = await open(threeInterceptors());
const ways: Readonly<Record<string, Get>> = { raw: plain.raw, mediated: plain.mediated, intercepted: watched.mediated };
for (const [name, get] of Object.entries(ways)) if ((await get()) !== 42) throw new Error(`${name} is not what it says`);

async function run(get: Get, operations: number): Promise<void> {
  for (let i = 0; i < operations; i++) await get();
}

/** Bytes of heap after `operations` calls that were not there before, everything that can be collected being collected. */
async function growth(get: Get, operations: number): Promise<number> {
  const collected = (): number => {
    for (let i = 0; i < 4; i++) globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  await run(get, operations);
  // What start-up left behind goes first.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = collected();
  await run(get, operations);
  return collected() - before;
}

answerParent(async ({ way, operations, measure }: { way: string; operations: number; measure: 'time' | 'heap' }) => {
  const get = ways[way];
  if (!get) throw new Error(`There is no way "${way}".`);
  return measure === 'heap' ? { bytes: await growth(get, operations) } : timed(operations, () => run(get, operations));
});
process.send?.({});
