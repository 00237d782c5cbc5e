import type { Line } from './line.ts';

/** What we hold ourselves to. */
export interface Target {
  readonly figure: string;
  readonly contender: string;
  readonly of: 'median' | 'ratio' | 'over';
  readonly most: number;
  readonly says: string;
}

export const targets: readonly Target[] = [
  { figure: 'mediated cache.get, CPU', contender: 'through the kernel', of: 'over', most: 1, says: 'at most 1 µs over the raw call, with a signal' },
  { figure: 'mediated cache.get, CPU', contender: 'with policy, budget and telemetry', of: 'over', most: 2, says: 'at most 2 µs over the raw call, with policy, budget and telemetry' },
  { figure: 'import in a fresh process, CPU', contender: 'smyth-runtime', of: 'ratio', most: 1, says: "at most the import of the `openai` client" },
  { figure: 'boot with embedded defaults, wall', contender: 'smyth-runtime', of: 'median', most: 20, says: 'at most 20 ms' },
  { figure: 'agent turn over HTTP, CPU', contender: 'smyth', of: 'over', most: 0.5, says: 'at most 0.5 ms over the `openai` client making the same calls by hand' },
  { figure: 'streamed answer of 2,000 tokens, CPU', contender: 'smyth', of: 'ratio', most: 1.25, says: 'at most 1.25 × the `openai` client' },
  { figure: 'heap growth over 1,000,000 calls', contender: 'through the kernel', of: 'median', most: 1, says: 'less than 1 MB' },
  { figure: 'heap growth over 1,000,000 calls', contender: 'with policy, budget and telemetry', of: 'median', most: 1, says: 'less than 1 MB' },
  { figure: 'installed size', contender: 'smyth-runtime', of: 'median', most: 25, says: 'at most 25 MB' },
  { figure: 'installed packages', contender: 'smyth-runtime', of: 'median', most: 60, says: 'at most 60 packages' },
];

export interface Verdict extends Target {
  readonly found: number | undefined;
  readonly unit: string;
  readonly holds: boolean;
}

export const judge = (lines: readonly Line[]): Verdict[] =>
  targets.map((target) => {
    const line = lines.find(({ figure, contender }) => figure === target.figure && contender === target.contender);
    const found = line?.[target.of];
    return { ...target, found, unit: target.of === 'ratio' ? '×' : (line?.unit ?? ''), holds: found !== undefined && found <= target.most };
  });
