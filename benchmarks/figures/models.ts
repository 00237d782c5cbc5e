import { type Child, startChild } from '../child.ts';
import type { Batch } from '../contender-process.ts';
import { type Absence, type Result, toLines } from '../line.ts';
import { interleaved } from '../measure.ts';

interface Plan {
  readonly figure: string;
  readonly baseline: string;
  readonly kind: Batch['kind'];
  /** Files of `contenders/`. */
  readonly contenders: readonly string[];
  readonly operations: number;
  readonly warmUps: number;
  readonly rounds: number;
}

/** Each contender in a process of its own, all on one server in another; batches are asked for turn by turn. */
async function sideBySide({ figure, baseline, kind, contenders, operations, warmUps, rounds }: Plan): Promise<Result> {
  const server = await startChild<{ url: string }>('model-server.ts');
  const open: { name: string; child: Child }[] = [];
  const absent: Absence[] = [];
  try {
    for (const contender of contenders) {
      try {
        const child = await startChild('contender-process.ts', [contender, server.first.url]);
        open.push({ name: contender, child });
        await child.ask({ kind, operations: 1 });
      } catch (error) {
        open.find(({ name }) => name === contender)?.child.stop();
        open.splice(0, open.length, ...open.filter(({ name }) => name !== contender));
        absent.push({ figure, contender, error: String(error) });
      }
    }
    const subjects = open.map(({ name, child }) => ({ name, run: () => child.ask({ kind, operations }) }));
    const samples = await interleaved(subjects, { warmUps, rounds });
    return { lines: toLines(samples, { figure, baseline, unit: 'ms' }), absent };
  } finally {
    for (const { child } of open) child.stop();
    server.stop();
  }
}

export const agentTurn = (): Promise<Result> =>
  sideBySide({
    figure: 'agent turn over HTTP',
    baseline: 'openai',
    kind: 'turn',
    contenders: ['openai', 'openai-whole', 'provider', 'smyth', 'ai', 'langgraph', 'mastra'],
    operations: 100,
    warmUps: 20,
    rounds: 31,
  });

/** No network at all: what is left is the framework. */
export const offlineTurn = (): Promise<Result> =>
  sideBySide({ figure: 'agent turn without a network', baseline: 'ai-mock', kind: 'turn', contenders: ['ai-mock', 'smyth-scripted'], operations: 200, warmUps: 15, rounds: 31 });

export const longStream = (): Promise<Result> =>
  sideBySide({
    figure: 'streamed answer of 2,000 tokens',
    baseline: 'openai',
    kind: 'stream',
    contenders: ['openai', 'provider', 'smyth', 'ai', 'langgraph', 'mastra'],
    operations: 4,
    warmUps: 12,
    rounds: 25,
  });
