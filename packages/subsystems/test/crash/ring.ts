import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { between, type Chance, createChance } from './chance.ts';
import { inFolder, programs, runProgram } from './children.ts';
import { type Event, judgeHistory, parseEvents, type State } from './history.ts';
import { type StoreName, stores } from './stores/table.ts';

export interface Tally {
  readonly store: StoreName;
  readonly seed: number;
  readonly kills: number;
  readonly acknowledged: number;
  /** Kills that cut off at least one change. */
  readonly midWrite: number;
  /** In words, one for each. */
  readonly lost: readonly string[];
  readonly torn: readonly string[];
}

export const tallyLine = ({ store, seed, kills, acknowledged, midWrite, lost, torn }: Tally): string =>
  `${store}: ${lost.length} of ${acknowledged} acknowledged writes lost, ${torn.length} torn, in ${kills} kills, ${midWrite} of them in the middle of a write (seed ${seed})`;

/** So many milliseconds after the process has said so much; nothing: after its start, so while the home is being opened or made. */
interface Moment {
  readonly events: number;
  readonly ms: number;
}

/** Every tenth life has a home of its own, and mostly ends while that is being made or soon after. */
const livesOfHome = 10;
const isFresh = (life: number): boolean => life % livesOfHome === 0;

function momentOf(life: number, chance: Chance, startMs: number): Moment {
  if (isFresh(life) && chance() < 0.7) return { events: 0, ms: between(chance, startMs / 3, startMs * 1.5) };
  // Counted, so that on a slow machine as much is written; and then some, so that it may be in the middle of anything.
  return { events: between(chance, 1, 24), ms: between(chance, 0, 20) };
}

interface Life {
  readonly store: StoreName;
  readonly home: string;
  readonly life: number;
  readonly seed: number;
  readonly cache: string;
}

/** One process from its start to its end by kill -9: what it had said. An end of its own accord is a failure: it could not start or not write. */
async function liveUntil(moment: Moment, { store, home, life, seed, cache }: Life): Promise<Event[]> {
  let isDoomed = false;
  const killSoon = (kill: () => void, out = ''): void => {
    if (isDoomed || out.split('\n').length - 1 < moment.events) return;
    isDoomed = true;
    setTimeout(kill, moment.ms);
  };
  const args = [store, home, String(life), String(seed)];
  const { signal, out, err } = await runProgram({ program: programs.writing, args, cache, started: killSoon, heard: killSoon });
  if (signal !== 'SIGKILL') throw new Error(`life ${life} on ${store} (seed ${seed}) ended by itself:\n${err}`);
  return parseEvents(out);
}

async function observe(store: StoreName, home: string): Promise<{ states: ReadonlyMap<string, State>; torn: readonly string[] }> {
  const open = await stores[store]({ home });
  return open.observe().finally(() => open.close());
}

/** Milliseconds until a process on a fresh home writes, once all is compiled. */
async function measureStart(store: StoreName, folder: string, cache: string): Promise<number> {
  await runProgram({ program: programs.warmUp, cache });
  const from = performance.now();
  let heardAt = from;
  await runProgram({
    program: programs.writing,
    args: [store, join(folder, 'measured'), '0', '0'],
    cache,
    heard(kill) {
      heardAt = performance.now();
      kill();
    },
  });
  return Math.ceil(heardAt - from);
}

/** Starts, kills and looks, again and again. The seed decides what is written and when it is killed. */
export const runRing = (store: StoreName, { kills, seed }: { kills: number; seed: number }): Promise<Tally> =>
  inFolder(async (folder) => {
    const cache = join(folder, 'cache');
    const startMs = await measureStart(store, folder, cache);
    const chance = createChance(seed);
    let home = '';
    let before: ReadonlyMap<string, State> = new Map();
    const counts = { acknowledged: 0, midWrite: 0 };
    const [lost, torn]: [string[], string[]] = [[], []];
    for (let life = 0; life < kills; life++) {
      if (isFresh(life)) {
        await rm(home, { recursive: true, force: true });
        home = join(folder, `home-${life}`);
        before = new Map();
        await mkdir(home);
      }
      const events = await liveUntil(momentOf(life, chance, startMs), { store, home, life, seed, cache });
      const found = await observe(store, home);
      const judged = judgeHistory(events, before, found.states);
      lost.push(...judged.lost.map((loss) => `life ${life}, ${loss.name}: found ${loss.found}, expected ${loss.expected.join(' or ')}`));
      torn.push(...found.torn.map((what) => `life ${life}, ${what}`));
      counts.acknowledged += judged.acknowledged;
      counts.midWrite += judged.inFlight > 0 ? 1 : 0;
      before = found.states;
    }
    return { store, seed, kills, ...counts, lost, torn };
  });
