import { cpus, loadavg } from 'node:os';
import type { Absence, Line } from './line.ts';
import { judge } from './targets.ts';

const row = (cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`;

const number = (value: number | undefined): string => (value === undefined ? '' : String(Number(value.toPrecision(3))));

function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function figureTable(figure: string, lines: readonly Line[]): string {
  const of = lines.filter((line) => line.figure === figure);
  const compared = of.some(({ ratio }) => ratio !== undefined);
  const head = ['', `median (${of[0]?.unit ?? ''})`, ...(compared ? ['ratio', 'over'] : []), 'runs'];
  const rows = of.map(({ contender, median, ratio, over, runs }) => [contender, number(median), ...(compared ? [number(ratio), number(over)] : []), runs]);
  return `### ${figure[0]?.toUpperCase()}${figure.slice(1)}\n\n${table(head, rows)}`;
}

const intro = (versions: Readonly<Record<string, string>>): string => `# Benchmarks

Written by \`npm run bench\`; do not edit. It packs and installs our packages as a user would, installs the peers of
[\`benchmarks/package.json\`](../benchmarks/package.json) at their pinned versions, and runs all contenders of a figure turn by turn in one run:
each round in another order, after a warm-up. Figures are medians; *ratio* and *over* are medians of what each round gave against the first
contender in the table. CPU time is user and system time of the contender's whole process, garbage collection included. The model is a local
server that speaks OpenAI's wire format, in a process of its own, whose time does not count.

Node ${process.versions.node}, ${process.platform}-${process.arch}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}. ${Object.entries(versions)
  .map(([name, version]) => `\`${name}\` ${version}`)
  .join(', ')}.
Load average over the last quarter of an hour of the run: ${loadavg()[2]?.toFixed(1) ?? 'unknown'}; on a busy machine all figures grow, and differences with them.`;

const outro = `## What each contender does

- **openai**: the official client by hand, streaming each call: the same requests that ours sends. **openai-whole**: the same without streaming.
- **provider**: \`@ai-sdk/openai-compatible\` by hand, streaming: the package under our connector and under \`ai\`, with no framework on top.
- **smyth**: \`agent.prompt()\` of \`smyth-runtime\` on embedded defaults with a home on disk; every call mediated, streamed and recorded in the journal of its run.
  **smyth-scripted**: the same with the \`Scripted\` model.
- **ai**: \`generateText\` with tools and \`@ai-sdk/openai-compatible\`; \`streamText\` for the long answer. **ai-mock**: the same with its mock model.
- **langgraph**: \`createReactAgent\` with \`ChatOpenAI\`; \`ChatOpenAI.stream\` for the long answer. **mastra**: \`Agent.generate\`; \`Agent.stream\`.

\`ai\`, \`langgraph\` and \`mastra\` do not stream the calls of a turn, which is cheaper; what they check and record besides differs.
`;

/** The page of results. */
export function toPage(lines: readonly Line[], absent: readonly Absence[], versions: Readonly<Record<string, string>>): string {
  const verdicts = judge(lines).map(({ figure, contender, says, found, unit, holds }) => [figure, contender, says, found === undefined ? 'not measured' : `${number(found)} ${unit}`, holds ? 'holds' : '**missed**']);
  const figures = [...new Set(lines.map(({ figure }) => figure))];
  const missing = absent.map(({ figure, contender, error }) => `- ${contender}, ${figure}: \`${error.replaceAll('`', "'")}\``);
  return [
    intro(versions),
    `## Targets\n\n${table(['Figure', 'Contender', 'Target', 'Measured', ''], verdicts)}`,
    `## Figures\n\n${figures.map((figure) => figureTable(figure, lines)).join('\n\n')}`,
    ...(missing.length > 0 ? [`## Not measured here\n\n${missing.join('\n')}`] : []),
    outro,
  ].join('\n\n');
}
