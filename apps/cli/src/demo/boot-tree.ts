import type { Kernel } from 'smyth-runtime';

const phaseTitles = {
  security: 'security and core',
  ai: 'AI infrastructure',
  agents: 'agents',
  providers: 'model providers',
  routing: 'routing',
} as const;

type Started = Kernel['started'][number];

const ms = (value: number): string => `${value.toFixed(1)} ms`;

/** Many names of one subsystem share a line: there are a dozen model providers. */
function lines(started: readonly Started[]): string[] {
  const keys = [...new Set(started.map(({ key }) => key))];
  return keys.map((key) => {
    const bound = started.filter((each) => each.key === key);
    const slowest = Math.max(...bound.map(({ tookMs }) => tookMs));
    return `    ${key.padEnd(10)} ${bound.map(({ id }) => id).join(', ')}  (${ms(slowest)})`;
  });
}

/** What was started, phase by phase, with how long it took. */
export function bootTree(kernel: Kernel, tookMs: number): string {
  const phases = Object.entries(phaseTitles).flatMap(([phase, title]) => {
    const started = kernel.started.filter((each) => each.phase === phase);
    return started.length === 0 ? [] : [`  ${title}`, ...lines(started)];
  });
  return [`boot (${ms(tookMs)})`, ...phases, `  calls pass: ${kernel.order.join(' → ')} → connector`].join('\n');
}
