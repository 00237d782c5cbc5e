import { describe, expect, test } from 'vitest';
import { validateRequest } from './validate-request.ts';

const user = { role: 'user', content: 'Hi' };
const call = (id: string): object => ({ id, type: 'function', function: { name: 'add', arguments: '{}' } });
const asks = (...ids: string[]): object => ({ role: 'assistant', content: null, tool_calls: ids.map(call) });
const tells = (id: string): object => ({ role: 'tool', tool_call_id: id, content: '3' });
const tool = (fields: object): object => ({ type: 'function', function: { name: 'add', ...fields } });
const emptySchema = { type: 'object', properties: {} };

describe('a request that the API takes', () => {
  test.each<{ says: string; body: object }>([
    { says: 'one user message', body: {} },
    { says: 'every role and kind of content', body: { messages: [{ role: 'developer', content: 'Be brief.' }, { role: 'system', content: 'Please.' }, { role: 'user', content: [{ type: 'text', text: 'Hi' }] }] } },
    { says: 'tool calls answered in another order', body: { messages: [user, asks('a', 'b'), tells('b'), tells('a'), user] } },
    { says: 'the same call id in a later round', body: { messages: [user, asks('a'), tells('a'), asks('a'), tells('a')] } },
    { says: 'tools with and without parameters', body: { tools: [tool({}), tool({ name: 'sub-2_B', parameters: emptySchema })], tool_choice: { type: 'function', function: { name: 'add' } } } },
    { says: 'a closed schema in strict mode', body: { tools: [tool({ strict: true, parameters: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false } })] } },
    { says: 'the ends of every range', body: { temperature: 2, top_p: 0, frequency_penalty: -2, presence_penalty: 2 } },
    { says: 'usage asked for while streaming', body: { stream: true, stream_options: { include_usage: true } } },
  ])('$says', ({ body }) => {
    expect(validateRequest({ model: 'm', messages: [user], ...body }, ['m'])).toBeUndefined();
  });
});

/** Says what is refused: the changed fields, and message, param and code of the answer. */
type Refusal = readonly [says: string, body: object, message: string, param: string | null, code: string | null];

function refuses(refusals: readonly Refusal[]): void {
  test.each(refusals)('%s', (_says, body, ...expected) => {
    const [message, param, code] = expected;
    const problem = validateRequest({ model: 'm', messages: [user], ...body });
    expect(problem).toEqual({ status: 400, error: { message, type: 'invalid_request_error', param, code } });
  });
}

describe('a body that the API refuses', () => {
  test.each([[undefined], [null], ['text'], [[]]])('%j is not a JSON object', (body) => {
    const message = 'We could not parse the JSON body of your request. The API expects a JSON object.';
    expect(validateRequest(body)).toEqual({ status: 400, error: { message, type: 'invalid_request_error', param: null, code: null } });
  });

  test('an unknown model is a 404', () => {
    const message = 'The model `n` does not exist or you do not have access to it.';
    const error = { message, type: 'invalid_request_error', param: null, code: 'model_not_found' };
    expect(validateRequest({ model: 'n', messages: [user] }, ['m'])).toEqual({ status: 404, error });
  });

  refuses([
    ['no model', { model: undefined }, 'you must provide a model parameter', null, null],
    ['a model that is no string', { model: 7 }, `Invalid type for 'model': expected a string, but got an integer instead.`, 'model', 'invalid_type'],
    ['a temperature above the range', { temperature: 2.1 }, `Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 2.1 instead.`, 'temperature', 'decimal_above_max_value'],
    ['a temperature below the range', { temperature: -1 }, `Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got -1 instead.`, 'temperature', 'decimal_below_min_value'],
    ['a temperature as text', { temperature: '1' }, `Invalid type for 'temperature': expected a decimal, but got a string instead.`, 'temperature', 'invalid_type'],
    ['stream as text', { stream: 'yes' }, `Invalid type for 'stream': expected a boolean, but got a string instead.`, 'stream', 'invalid_type'],
    ['stream options without streaming', { stream_options: {} }, `The 'stream_options' parameter is only allowed when 'stream' is enabled.`, 'stream_options', null],
    ['stream options that are no object', { stream: true, stream_options: true }, `Invalid type for 'stream_options': expected an object, but got a boolean instead.`, 'stream_options', 'invalid_type'],
  ]);
});

describe('messages that the API refuses', () => {
  const unanswered = (ids: string): string =>
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids}`;
  const spoilt = (fields: object): object => ({ role: 'assistant', tool_calls: [{ ...call('a'), ...fields }] });

  refuses([
    ['none', { messages: undefined }, `Missing required parameter: 'messages'.`, 'messages', 'missing_required_parameter'],
    ['an empty list', { messages: [] }, `Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.`, 'messages', 'empty_array'],
    ['a text', { messages: 'Hi' }, `Invalid type for 'messages': expected an array of objects, but got a string instead.`, 'messages', 'invalid_type'],
    ['one that is null', { messages: [null] }, `Invalid type for 'messages[0]': expected an object, but got null instead.`, 'messages[0]', 'invalid_type'],
    ['no role', { messages: [{ content: 'Hi' }] }, `Missing required parameter: 'messages[0].role'.`, 'messages[0].role', 'missing_required_parameter'],
    ['an unknown role', { messages: [user, { role: 'bot', content: 'Hi' }] }, `Invalid value: 'bot'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', 'developer'.`, 'messages[1].role', 'invalid_value'],
    ['no content', { messages: [{ role: 'user' }] }, `Invalid value for 'content': expected a string, got null.`, 'messages.[0].content', null],
    ['content that is an object', { messages: [{ role: 'user', content: {} }] }, `Invalid type for 'messages[0].content': expected one of a string or array of objects, but got an object instead.`, 'messages[0].content', 'invalid_type'],
    ['a part of unknown type', { messages: [{ role: 'user', content: [{ type: 'input_text' }] }] }, `Invalid value: 'input_text'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', 'file'.`, 'messages[0].content[0].type', 'invalid_value'],
    ['an empty list of calls', { messages: [user, { role: 'assistant', content: 'Hi', tool_calls: [] }] }, `Invalid 'messages[1].tool_calls': empty array. Expected an array with minimum length 1, but got an empty array instead.`, 'messages[1].tool_calls', 'empty_array'],
    ['call arguments as an object', { messages: [spoilt({ function: { name: 'add', arguments: {} } })] }, `Invalid type for 'messages[0].tool_calls[0].function.arguments': expected a string, but got an object instead.`, 'messages[0].tool_calls[0].function.arguments', 'invalid_type'],
    ['a call without id', { messages: [spoilt({ id: undefined })] }, `Missing required parameter: 'messages[0].tool_calls[0].id'.`, 'messages[0].tool_calls[0].id', 'missing_required_parameter'],
    ['a call without type', { messages: [spoilt({ type: undefined })] }, `Missing required parameter: 'messages[0].tool_calls[0].type'.`, 'messages[0].tool_calls[0].type', 'missing_required_parameter'],
    ['a tool message without id', { messages: [user, asks('a'), { role: 'tool', content: '3' }] }, `Missing required parameter: 'messages[2].tool_call_id'.`, 'messages[2].tool_call_id', 'missing_required_parameter'],
    ['a call left open at the end', { messages: [user, asks('a', 'b'), tells('a')] }, unanswered('b'), 'messages.[3].role', null],
    ['a call left open by the next message', { messages: [user, asks('a', 'b'), user, tells('a')] }, unanswered('a, b'), 'messages.[2].role', null],
    ['an answer to no call', { messages: [user, tells('a')] }, `Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.`, 'messages.[1].role', null],
    ['an answer to another call', { messages: [user, asks('a'), tells('x')] }, `Invalid parameter: 'tool_call_id' of 'x' not found in 'tool_calls' of previous message.`, 'messages.[2].tool_call_id', null],
    ['two answers to one call', { messages: [user, asks('a', 'b'), tells('a'), tells('a')] }, `Duplicate value for 'tool_call_id' of 'a' in message[3].`, 'messages.[3]', null],
    ['two calls with one id', { messages: [user, asks('a', 'a'), tells('a')] }, `Duplicate value for 'tool_call_id' of 'a' in message[1].`, 'messages.[1]', null],
  ]);
});

describe('tools that the API refuses', () => {
  const schemaFault = (why: string): string => `Invalid schema for function 'add': ${why}`;
  const open = (schema: object): object => ({ tools: [tool({ parameters: schema })] });
  const strict = (schema: object): object => ({ tools: [tool({ strict: true, parameters: schema })] });
  const parameters = 'tools[0].function.parameters';
  const badSchema = 'invalid_function_parameters';
  const closed = { type: 'object', additionalProperties: false };

  refuses([
    ['an empty list', { tools: [] }, `Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.`, 'tools', 'empty_array'],
    ['more than 128', { tools: new Array(129).fill(tool({})) }, `Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array with length 129 instead.`, 'tools', 'array_above_max_length'],
    ['the flat shape of another API', { tools: [{ type: 'function', name: 'add' }] }, `Missing required parameter: 'tools[0].function'.`, 'tools[0].function', 'missing_required_parameter'],
    ['a name with a dot', { tools: [tool({ name: 'math.add' })] }, `Invalid 'tools[0].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`, 'tools[0].function.name', 'invalid_value'],
    ['an empty name', { tools: [tool({ name: '' })] }, `Invalid 'tools[0].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`, 'tools[0].function.name', 'invalid_value'],
    ['a name of 65 characters', { tools: [tool({ name: 'a'.repeat(65) })] }, `Invalid 'tools[0].function.name': string too long. Expected a string with maximum length 64, but got a string with length 65 instead.`, 'tools[0].function.name', 'string_above_max_length'],
    ['one name twice', { tools: [tool({}), tool({})] }, `Invalid 'tools[1].function.name': 'add' is already the name of another tool.`, 'tools[1].function.name', 'invalid_value'],
    ['parameters that are no schema', open([]), schemaFault(`schema must be a JSON Schema of 'type: "object"', got 'type: null'.`), parameters, badSchema],
    ['parameters of another type', open({ type: 'string' }), schemaFault(`schema must be a JSON Schema of 'type: "object"', got 'type: "string"'.`), parameters, badSchema],
    ['an object without properties', open({ type: 'object' }), schemaFault('In context=(), object schema missing properties.'), parameters, badSchema],
    ['an array without items', open({ type: 'object', properties: { a: { anyOf: [{ type: 'array' }] } } }), schemaFault(`In context=('properties', 'a', 'anyOf', '0'), array schema missing items.`), parameters, badSchema],
    ['strict, but open', strict(emptySchema), schemaFault(`In context=(), 'additionalProperties' is required to be supplied and to be false.`), parameters, badSchema],
    ['strict, but open inside', strict({ ...closed, properties: { a: { type: 'array', items: emptySchema } }, required: ['a'] }), schemaFault(`In context=('properties', 'a', 'items'), 'additionalProperties' is required to be supplied and to be false.`), parameters, badSchema],
    ['strict, but optional', strict({ ...closed, properties: { a: {}, b: {} }, required: ['a'] }), schemaFault(`In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'b'.`), parameters, badSchema],
    ['a choice without tools', { tool_choice: 'auto' }, `Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.`, 'tool_choice', null],
    ['parallel calls without tools', { parallel_tool_calls: false }, `Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.`, 'parallel_tool_calls', null],
    ['a choice of an unknown word', { tools: [tool({})], tool_choice: 'any' }, `Invalid value: 'any'. Supported values are: 'none', 'auto', 'required'.`, 'tool_choice', 'invalid_value'],
    ['a choice of a missing tool', { tools: [tool({})], tool_choice: { type: 'function', function: { name: 'sub' } } }, `Invalid value for 'tool_choice': no function named 'sub' was specified in the 'tools' parameter.`, 'tool_choice', null],
  ]);
});
