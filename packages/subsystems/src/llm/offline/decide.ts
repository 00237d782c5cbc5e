import type { JsonSchema } from '@smyth/kernel';
import { lastUserText, type LocalAnswer, textOf } from '../answer.ts';
import type { ModelMessage, ModelRequest } from '../contract.ts';
import { fillSchema } from './fill-schema.ts';
import { shared, wordsOf } from './words.ts';

type Tool = Extract<NonNullable<ModelRequest['tools']>[number], { type: 'function' }>;
type ToolResult = Extract<Extract<ModelMessage, { role: 'tool' }>['content'][number], { type: 'tool-result' }>;

const functionsOf = ({ tools = [] }: ModelRequest): Tool[] => tools.filter((tool) => tool.type === 'function');

const vocabulary = ({ name, description = '', inputSchema }: Tool): Set<string> =>
  wordsOf(`${name} ${description} ${Object.keys((inputSchema as JsonSchema)['properties'] ?? {}).join(' ')}`);

/** A tool to call, and the piece of the text that speaks of it. */
interface Match {
  readonly tool: Tool;
  readonly text: string;
}

/** The tools a clause speaks of: the best match, and those that match as well. */
function bestFor(tools: readonly Tool[], clause: string): Tool[] {
  const words = wordsOf(clause);
  const scored = tools.map((tool) => ({ tool, score: shared(words, vocabulary(tool)) + shared(words, wordsOf(tool.name)) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return best === 0 ? [] : scored.filter(({ score }) => score === best).map(({ tool }) => tool);
}

/** Clause by clause: "what is the weather in Paris, and take a note" asks for two things. A clause that speaks of no tool belongs to the one before. */
function matching(tools: readonly Tool[], text: string): Match[] {
  const matches: Match[] = [];
  let last: Match[] = [];
  for (const clause of text.split(/(?<=[.?!;])\s+|\n+|,?\s+(?=(?:and|then)\s)/)) {
    const found = bestFor(tools, clause).filter((tool) => !matches.some((match) => match.tool === tool));
    if (found.length > 0) matches.push(...(last = found.map((tool) => ({ tool, text: clause }))));
    else for (const match of last) matches[matches.indexOf(match)] = { ...match, text: `${match.text} ${clause}` };
    if (found.length === 0) last = matches.slice(matches.length - last.length);
  }
  return matches;
}

function toolsToCall(request: ModelRequest, text: string): Match[] {
  const tools = functionsOf(request);
  const choice = request.toolChoice ?? { type: 'auto' };
  if (choice.type === 'none' || tools.length === 0) return [];
  if (choice.type === 'tool') return tools.filter(({ name }) => name === choice.toolName).map((tool) => ({ tool, text }));
  const found = matching(tools, text);
  return found.length === 0 && choice.type === 'required' ? tools.slice(0, 1).map((tool) => ({ tool, text })) : found;
}

const readable = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(readable).join(', ');
  return Object.entries(value)
    .map(([key, each]) => `${key}: ${readable(each)}`)
    .join(', ');
};

function sayResult({ toolName, output }: ToolResult): string {
  if (output.type === 'execution-denied') return `${toolName} was not allowed${output.reason === undefined ? '' : `: ${output.reason}`}.`;
  if (output.type === 'error-text' || output.type === 'error-json') return `${toolName} failed: ${readable(output.value)}.`;
  return `${toolName} gave ${readable(output.value)}.`;
}

const resultsAtEnd = ({ prompt }: ModelRequest): ToolResult[] => {
  const last = prompt.at(-1);
  return last?.role === 'tool' ? last.content.filter((part) => part.type === 'tool-result') : [];
};

/** The sentence of what was said before that shares most with the question; it takes two words to be more than chance. */
function fromContext({ prompt }: ModelRequest, question: string): string | undefined {
  const wanted = wordsOf(question);
  const before = prompt.slice(0, -1).filter(({ role }) => role !== 'assistant');
  const sentences = before.flatMap((message) => textOf(message).split(/(?<=[.!?])\s+|\n+/)).filter((sentence) => sentence.trim() !== '' && !sentence.trim().endsWith('?'));
  const ranked = sentences.map((sentence) => ({ sentence: sentence.trim(), score: shared(wanted, wordsOf(sentence)) })).sort((a, b) => b.score - a.score);
  return ranked[0] && ranked[0].score >= 2 ? ranked[0].sentence : undefined;
}

const plainly = (request: ModelRequest, text: string): string => {
  const known = fromContext(request, text);
  if (known !== undefined) return `From what I was given: ${known}`;
  return `This is the offline model: it uses tools and what it is given, and has no knowledge of its own. You said: ${text}`;
};

/**
 * Decides what the offline model says, by rules that give the same answer in every run. Calls the tools whose name, description and
 * parameters share words with the request, with arguments filled by schema from its text; answers from their results; without a tool,
 * fills a demanded JSON schema or answers from the context it was given.
 */
export function decide(request: ModelRequest): LocalAnswer {
  const results = resultsAtEnd(request);
  const question = lastUserText(request);
  const wantsJson = request.responseFormat?.type === 'json' ? request.responseFormat : undefined;
  if (results.length === 0) {
    const calls = toolsToCall(request, question).map(({ tool, text }) => ({ name: tool.name, input: fillSchema(tool.inputSchema as JsonSchema, text) }));
    if (calls.length > 0) return { toolCalls: calls };
  }
  if (wantsJson) return { text: JSON.stringify(fillSchema((wantsJson.schema ?? { type: 'object' }) as JsonSchema, [question, ...results.map(sayResult)].join('\n'))) };
  return { text: results.length > 0 ? results.map(sayResult).join(' ') : plainly(request, question) };
}
