import { arrayTooLong, badRequest, emptyArray, missingParameter, unsupportedValue, wrongType, type ApiProblem } from './api-error.ts';
import { isObject, type JsonObject } from './chat-body.ts';
import { findSchemaFault } from './find-schema-fault.ts';

const maxTools = 128;
const maxNameLength = 64;

/** What is wrong with `tools`, `tool_choice` or `parallel_tool_calls`. */
export function validateTools(body: JsonObject): ApiProblem | undefined {
  const { tools } = body;
  if (tools === undefined) return validateAbsence(body);
  if (!Array.isArray(tools)) return wrongType('tools', 'an array of objects', tools);
  if (tools.length === 0) return emptyArray('tools');
  if (tools.length > maxTools) return arrayTooLong('tools', maxTools, tools.length);
  const names = new Set<string>();
  for (const [index, tool] of (tools as readonly unknown[]).entries()) {
    const problem = validateTool(tool, `tools[${index}]`, names);
    if (problem !== undefined) return problem;
  }
  return validateChoice(body['tool_choice'], names);
}

/** The names that the API lets a function have, in a definition and in a call alike. */
export function validateFunctionName(name: unknown, at: string): ApiProblem | undefined {
  if (name === undefined) return missingParameter(at);
  if (typeof name !== 'string') return wrongType(at, 'a string', name);
  if (name.length > maxNameLength) {
    const why = `Expected a string with maximum length ${maxNameLength}, but got a string with length ${name.length} instead.`;
    return badRequest(`Invalid '${at}': string too long. ${why}`, at, 'string_above_max_length');
  }
  if (/^[a-zA-Z0-9_-]+$/.test(name)) return undefined;
  const text = `Invalid '${at}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`;
  return badRequest(text, at, 'invalid_value');
}

function validateAbsence(body: JsonObject): ApiProblem | undefined {
  const lonely = ['tool_choice', 'parallel_tool_calls'].find((field) => body[field] !== undefined);
  if (lonely === undefined) return undefined;
  return badRequest(`Invalid value for '${lonely}': '${lonely}' is only allowed when 'tools' are specified.`, lonely, null);
}

function validateTool(tool: unknown, at: string, names: Set<string>): ApiProblem | undefined {
  if (!isObject(tool)) return wrongType(at, 'an object', tool);
  if (tool['type'] === undefined) return missingParameter(`${at}.type`);
  if (tool['type'] !== 'function') return unsupportedValue(`${at}.type`, String(tool['type']), ['function']);
  const { function: target } = tool;
  if (!isObject(target)) return missingParameter(`${at}.function`);
  const name = target['name'];
  const problem = validateFunctionName(name, `${at}.function.name`);
  if (problem !== undefined || typeof name !== 'string') return problem;
  if (names.has(name)) {
    const text = `Invalid '${at}.function.name': '${name}' is already the name of another tool.`;
    return badRequest(text, `${at}.function.name`, 'invalid_value');
  }
  names.add(name);
  const { parameters, strict } = target;
  if (parameters === undefined) return undefined;
  const fault = findSchemaFault(parameters, strict === true ? 'strict' : 'lenient');
  if (fault === undefined) return undefined;
  const text = `Invalid schema for function '${name}': ${fault}`;
  return badRequest(text, `${at}.function.parameters`, 'invalid_function_parameters');
}

function validateChoice(choice: unknown, names: ReadonlySet<string>): ApiProblem | undefined {
  if (choice === undefined) return undefined;
  if (typeof choice === 'string') {
    const words = ['none', 'auto', 'required'];
    return words.includes(choice) ? undefined : unsupportedValue('tool_choice', choice, words);
  }
  const target = isObject(choice) ? choice['function'] : undefined;
  const name = isObject(target) ? target['name'] : undefined;
  if (typeof name !== 'string') return missingParameter('tool_choice.function.name');
  if (names.has(name)) return undefined;
  const text = `Invalid value for 'tool_choice': no function named '${name}' was specified in the 'tools' parameter.`;
  return badRequest(text, 'tool_choice', null);
}
