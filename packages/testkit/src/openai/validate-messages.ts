import { badRequest, emptyArray, missingParameter, unsupportedValue, wrongType, type ApiProblem } from './api-error.ts';
import { isObject, type ChatMessage, type JsonObject } from './chat-body.ts';
import { validateFunctionName } from './validate-tools.ts';

const roles = ['system', 'assistant', 'user', 'function', 'tool', 'developer'];
const partTypes = ['text', 'image_url', 'input_audio', 'refusal', 'file'];

/** What is wrong with `messages`: first the shape of each, then whether every tool call has its one answer. */
export function validateMessages(messages: unknown): ApiProblem | undefined {
  if (messages === undefined) return missingParameter('messages');
  if (!Array.isArray(messages)) return wrongType('messages', 'an array of objects', messages);
  if (messages.length === 0) return emptyArray('messages');
  for (const [index, message] of messages.entries()) {
    const problem = validateMessage(message, index);
    if (problem !== undefined) return problem;
  }
  return validateToolExchange(messages as readonly ChatMessage[]);
}

function validateMessage(message: unknown, index: number): ApiProblem | undefined {
  const at = `messages[${index}]`;
  if (!isObject(message)) return wrongType(at, 'an object', message);
  const { role } = message;
  if (role === undefined) return missingParameter(`${at}.role`);
  if (typeof role !== 'string') return wrongType(`${at}.role`, 'a string', role);
  if (!roles.includes(role)) return unsupportedValue(`${at}.role`, role, roles);
  return (
    validateContent(message, index) ??
    (role === 'assistant' ? validateToolCalls(message['tool_calls'], `${at}.tool_calls`) : undefined) ??
    (role === 'tool' ? validateToolCallId(message['tool_call_id'], `${at}.tool_call_id`) : undefined)
  );
}

function validateContent(message: JsonObject, index: number): ApiProblem | undefined {
  const { role, content } = message;
  const mayBeEmpty = role === 'function' || (role === 'assistant' && (message['tool_calls'] ?? message['function_call']) !== undefined);
  if (content === undefined || content === null) {
    if (mayBeEmpty) return undefined;
    return badRequest(`Invalid value for 'content': expected a string, got null.`, `messages.[${index}].content`, null);
  }
  const at = `messages[${index}].content`;
  if (typeof content === 'string') return undefined;
  if (!Array.isArray(content)) return wrongType(at, 'one of a string or array of objects', content);
  if (content.length === 0) return emptyArray(at);
  for (const [position, part] of (content as readonly unknown[]).entries()) {
    if (!isObject(part)) return wrongType(`${at}[${position}]`, 'an object', part);
    const { type } = part;
    if (typeof type !== 'string') return missingParameter(`${at}[${position}].type`);
    if (!partTypes.includes(type)) return unsupportedValue(`${at}[${position}].type`, type, partTypes);
  }
  return undefined;
}

function validateToolCalls(calls: unknown, at: string): ApiProblem | undefined {
  if (calls === undefined) return undefined;
  if (!Array.isArray(calls)) return wrongType(at, 'an array of objects', calls);
  if (calls.length === 0) return emptyArray(at);
  for (const [position, call] of (calls as readonly unknown[]).entries()) {
    const problem = validateToolCall(call, `${at}[${position}]`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function validateToolCall(call: unknown, at: string): ApiProblem | undefined {
  if (!isObject(call)) return wrongType(at, 'an object', call);
  if (call['type'] === undefined) return missingParameter(`${at}.type`);
  if (call['type'] !== 'function') return unsupportedValue(`${at}.type`, String(call['type']), ['function']);
  const { function: target } = call;
  if (!isObject(target)) return missingParameter(`${at}.function`);
  if (target['arguments'] === undefined) return missingParameter(`${at}.function.arguments`);
  if (typeof target['arguments'] !== 'string') return wrongType(`${at}.function.arguments`, 'a string', target['arguments']);
  return validateToolCallId(call['id'], `${at}.id`) ?? validateFunctionName(target['name'], `${at}.function.name`);
}

function validateToolCallId(id: unknown, at: string): ApiProblem | undefined {
  if (id === undefined) return missingParameter(at);
  return typeof id === 'string' ? undefined : wrongType(at, 'a string', id);
}

/** The calls of the latest assistant message that asked for tools, while only tool messages have followed it. */
interface Asked {
  readonly ids: ReadonlySet<string>;
  readonly answered: Set<string>;
}

function validateToolExchange(messages: readonly ChatMessage[]): ApiProblem | undefined {
  let asked: Asked | undefined;
  for (const [index, message] of messages.entries()) {
    const problem = message.role === 'tool' ? takeAnswer(asked, message, index) : findUnanswered(asked, index);
    if (problem !== undefined) return problem;
    if (message.role === 'tool') continue;
    const ids = message.role === 'assistant' ? (message.tool_calls?.map((call) => call.id) ?? []) : [];
    const repeated = ids.find((id, position) => ids.indexOf(id) !== position);
    if (repeated !== undefined) return duplicateId(repeated, index);
    asked = ids.length > 0 ? { ids: new Set(ids), answered: new Set() } : undefined;
  }
  return findUnanswered(asked, messages.length);
}

function takeAnswer(asked: Asked | undefined, message: ChatMessage, index: number): ApiProblem | undefined {
  if (asked === undefined) {
    return badRequest(
      `Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.`,
      `messages.[${index}].role`,
      null,
    );
  }
  const id = message.tool_call_id ?? '';
  if (!asked.ids.has(id)) {
    const text = `Invalid parameter: 'tool_call_id' of '${id}' not found in 'tool_calls' of previous message.`;
    return badRequest(text, `messages.[${index}].tool_call_id`, null);
  }
  if (asked.answered.has(id)) return duplicateId(id, index);
  asked.answered.add(id);
  return undefined;
}

function findUnanswered(asked: Asked | undefined, index: number): ApiProblem | undefined {
  const open = [...(asked?.ids ?? [])].filter((id) => asked?.answered.has(id) === false);
  if (open.length === 0) return undefined;
  const text =
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. ` +
    `The following tool_call_ids did not have response messages: ${open.join(', ')}`;
  return badRequest(text, `messages.[${index}].role`, null);
}

function duplicateId(id: string, index: number): ApiProblem {
  return badRequest(`Duplicate value for 'tool_call_id' of '${id}' in message[${index}].`, `messages.[${index}]`, null);
}
