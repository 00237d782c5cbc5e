import { startChild } from '../child.ts';
import { type Absence, type Result, toLines } from '../line.ts';
import { interleaved, type Sample, type Subject } from '../measure.ts';

/** What a program with an agent imports of each. */
const imports: Readonly<Record<string, readonly string[]>> = {
  openai: ['openai'],
  'smyth-runtime': ['smyth-runtime'],
  ai: ['ai', '@ai-sdk/openai-compatible'],
  langgraph: ['@langchain/langgraph/prebuilt', '@langchain/openai'],
  mastra: ['@mastra/core/agent', '@mastra/core/tools', '@ai-sdk/openai-compatible', 'zod'],
};

/** One measurement in a process that ends with it. */
async function once(...args: readonly string[]): Promise<Sample> {
  const { first } = await startChild<Sample>('figures/fresh-process.ts', args);
  return first;
}

/** Those of the subjects that can be run here. */
export async function present(subjects: readonly Subject[], figure: string): Promise<{ able: Subject[]; absent: Absence[] }> {
  const able: Subject[] = [];
  const absent: Absence[] = [];
  for (const subject of subjects) {
    try {
      await subject.run();
      able.push(subject);
    } catch (error) {
      absent.push({ figure, contender: subject.name, error: String(error) });
    }
  }
  return { able, absent };
}

export async function importTime(): Promise<Result> {
  const figure = 'import in a fresh process';
  const subjects = Object.entries(imports).map(([name, specifiers]) => ({ name, run: () => once('import', ...specifiers) }));
  const { able, absent } = await present(subjects, figure);
  const samples = await interleaved(able, { warmUps: 2, rounds: 21 });
  return { lines: toLines(samples, { figure, baseline: 'openai', unit: 'ms' }), absent };
}

export async function bootTime(): Promise<Result> {
  const samples = await interleaved([{ name: 'smyth-runtime', run: () => once('boot', 'smyth-runtime') }], { warmUps: 3, rounds: 31 });
  return { lines: toLines(samples, { figure: 'boot with embedded defaults', unit: 'ms' }) };
}
