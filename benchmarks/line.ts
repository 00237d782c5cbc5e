import { median, type Sample } from './measure.ts';

/** One figure of one contender, as it is printed. */
export interface Line {
  readonly figure: string;
  readonly contender: string;
  readonly unit: string;
  readonly median: number;
  /** Of the baseline's; absent where there is none. */
  readonly ratio?: number;
  /** What it takes more than the baseline, in the same unit. */
  readonly over?: number;
  readonly runs: number;
}

/** A contender that could not be measured here, and why. */
export interface Absence {
  readonly figure: string;
  readonly contender: string;
  readonly error: string;
}

export interface Result {
  readonly lines: readonly Line[];
  readonly absent?: readonly Absence[];
}

const rounded = (value: number): number => Number(value.toPrecision(4));

interface Naming {
  readonly figure: string;
  readonly baseline?: string;
  /** The unit, and how many microseconds it has. */
  readonly unit: 'µs' | 'ms';
}

const microseconds = { µs: 1, ms: 1000 };

/**
 * The medians of CPU and of wall time. Ratio and difference are medians too, of what each round gave: noise that lasts longer than a round
 * hits both sides of it.
 */
export function toLines(samples: ReadonlyMap<string, readonly Sample[]>, { figure, baseline, unit }: Naming): Line[] {
  return (['cpu', 'wall'] as const).flatMap((clock) =>
    [...samples].map(([contender, all]): Line => {
      const values = all.map((sample) => sample[clock] / microseconds[unit]);
      const base = baseline === undefined ? undefined : samples.get(baseline)?.map((sample) => sample[clock] / microseconds[unit]);
      return {
        figure: `${figure}, ${clock === 'cpu' ? 'CPU' : 'wall'}`,
        contender,
        unit,
        median: rounded(median(values)),
        ...(base && { ratio: rounded(median(values.map((value, i) => value / (base[i] ?? value)))), over: rounded(median(values.map((value, i) => value - (base[i] ?? value)))) }),
        runs: all.length,
      };
    }),
  );
}

/** A figure that needs one look only, such as a size. */
export function toCounts(figure: string, unit: string, counts: readonly { contender: string; count: number }[], baseline?: string): Line[] {
  const base = counts.find(({ contender }) => contender === baseline)?.count;
  return counts.map(({ contender, count }) => ({ figure, contender, unit, median: rounded(count), ...(base && { ratio: rounded(count / base), over: rounded(count - base) }), runs: 1 }));
}
