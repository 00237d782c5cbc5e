import { type Command, type ConversationResult, createRuntime, type Kernel, SRE, type Stream } from 'smyth-runtime';
import { createConcierge } from './agent.ts';
import { parseArguments } from './arguments.ts';
import { bootTree } from './boot-tree.ts';
import { createCallRecorder, type RecordedCall } from './call-recorder.ts';

interface Output {
  write(text: string): unknown;
}

const short = (value: unknown): string => JSON.stringify(value) ?? '';

const cost = (nanoUsd: number | undefined): string => (nanoUsd === undefined ? 'cost unknown (no price for this model yet)' : `$${(nanoUsd / 1e9).toFixed(6)}`);

/** Prints the answer as it comes, with every tool call between. */
async function showAnswer(stream: Stream, out: Output): Promise<ConversationResult> {
  let speaking = false;
  const say = (text: string): void => void out.write(text);
  const line = (text: string): void => {
    say(`${speaking ? '\n' : ''}${text}\n`);
    speaking = false;
  };
  for await (const part of stream) {
    if (part.type === 'requested') line(`model    ${part.by.provider}/${part.by.model}${part.by.offline ? ' (offline)' : ''}, request ${part.step}`);
    else if (part.type === 'toolCall') line(`call     ${part.name} ${short(part.args)}`);
    else if (part.type === 'toolResult') line(`result   ${part.name} ${part.error ? `${part.error.code}: ${part.error.message}` : short(part.result)}`);
    else if (part.type === 'content') {
      say(speaking ? part.text : `answer   ${part.text}`);
      speaking = true;
    } else if (part.type === 'end' && speaking) say('\n');
  }
  return stream.result;
}

/** One line for calls that are alike, in the order of their first. */
function showCalls(calls: readonly RecordedCall[]): string {
  const alike = Map.groupBy(calls, ({ call, by, outcome }) => `${call}\n${by}\n${outcome}`);
  const width = Math.max(0, ...calls.map(({ call }) => call.length));
  const lines = [...alike.values()].map((same) => {
    const [{ call, by, outcome }] = same as [RecordedCall];
    const connectors = [...new Set(same.map(({ connector }) => connector))].join(', ');
    return `  ${String(same.length).padStart(2)} × ${call.padEnd(width)}  ${by} → ${connectors}: ${outcome}`;
  });
  return lines.join('\n');
}

const next = `next
  npm start -- "What is the weather in Oslo?"     ask something else
  OPENAI_API_KEY=… npm start                      the same agent on a real model
  README.md                                       write an agent of your own in ten lines`;

interface Demo {
  readonly question: string;
  readonly kernel: Kernel;
  readonly bootMs: number;
  readonly ask: () => Command;
  readonly calls: readonly RecordedCall[];
}

async function showAll({ question, kernel, bootMs, ask, calls }: Demo, out: Output): Promise<void> {
  out.write(`Smyth Runtime ${SRE.version}\n\n${bootTree(kernel, bootMs)}\n\nagent    Concierge, with two skills: getWeather, takeNote\nyou      ${question}\n`);
  const result = await showAnswer(await ask().stream(), out);
  const { inputTokens, outputTokens } = result.usage;
  out.write(`tokens   ${inputTokens} in, ${outputTokens} out, ${result.steps} requests; ${cost(result.costNanoUsd)}\n\n`);
  out.write(`mediated calls (each was checked by the kernel before the connector saw it)\n${showCalls(calls)}\n\n${next}\n`);
}

async function showJson({ question, kernel, bootMs, ask, calls }: Demo, out: Output): Promise<void> {
  const { text, by, toolCalls, usage, costNanoUsd, steps, run } = await ask().run();
  const boot = { tookMs: bootMs, started: kernel.started };
  out.write(`${JSON.stringify({ question, answer: text, by, toolCalls, usage, costNanoUsd: costNanoUsd ?? null, steps, run, calls, boot })}\n`);
}

/** Runs the demo agent on a question. `--json`: one JSON document and nothing else. Gives the exit code. */
export async function demo(args: readonly string[], out: Output): Promise<number> {
  const parsed = parseArguments(args);
  if ('problem' in parsed) {
    process.stderr.write(`${parsed.problem}\n`);
    return 2;
  }
  const { calls, interceptor } = createCallRecorder();
  const from = performance.now();
  await using runtime = createRuntime({ Account: { Connector: 'DummyAccount' }, interceptors: [interceptor], allowDevConnectors: true });
  const kernel = await runtime.ready();
  const bootMs = performance.now() - from;
  const agent = createConcierge(runtime);
  const { question, json } = parsed;
  await (json ? showJson : showAll)({ question, kernel, bootMs, calls, ask: () => agent.prompt(question) }, out);
  return 0;
}
