import { type CallContext, type Candidate, type JsonSchema, type StandardSchema } from '@smyth/kernel';
import { type InputSchema, type Tool, toInputSchema } from '@smyth/engine';
import type { Agent } from './agent.ts';
import { skillErrors } from './errors.ts';
import { type FirstParameter, readFirstParameter } from './parameter-names.ts';

/** What a skill is told besides its arguments. */
export interface SkillContext {
  readonly agent: Agent;
  readonly candidate: Candidate;
  /** Aborted when the caller gives up; pass it on to whatever waits. */
  readonly signal: AbortSignal | undefined;
  readonly run: CallContext['run'];
}

type InputOf<Schema> = Schema extends StandardSchema<unknown, infer Output> ? Output : never;

/** Something an agent can do. */
export interface SkillDefinition<Schema = unknown> {
  /** 1 to 64 of `A-Z a-z 0-9 _ -`: what the model calls. */
  readonly name: string;
  /** Tells the model when to use it. */
  readonly description?: string;
  /**
   * What it takes: a Standard Schema or a JSON Schema of an object. Absent: the names of its first parameter are read from its source,
   * `(location) =>` and `({ location, unit = 'c' }) =>` alike, and each takes any value.
   */
  readonly inputs?: Schema;
  /** Whether models may call it. Absent: yes. */
  readonly ai_exposed?: boolean;
  /** Said to people while it runs. */
  readonly status_message?: string;
  /**
   * Does it. Gets one object of arguments; a single parameter named like a property gets that property. What it returns must be JSON;
   * what it throws the model sees as an error, and a direct `call` rejects with.
   */
  readonly process: [Schema] extends [StandardSchema] ? (input: InputOf<Schema>, context: SkillContext) => unknown : LooseProcess;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- without a schema nothing is known of the arguments, and `unknown` would have every skill cast
type LooseProcess = (input: any, context: SkillContext) => unknown;

/** A skill that was added: a function to call it directly. */
export interface Skill {
  readonly name: string;
  readonly inputs: JsonSchema;
  /** Calls it as its agent, without a model. @throws TOOL_BAD_ARGUMENTS, TOOL_FAILED, or what the skill throws with a code */
  call(args?: Readonly<Record<string, unknown>>, options?: { signal?: AbortSignal }): Promise<unknown>;
}

const nameShape = /^[A-Za-z0-9_-]{1,64}$/;

/** Names are all that is known: texts are the likeliest, anything is taken. */
function schemaOfNames(names: readonly string[], optional: readonly string[]): InputSchema {
  const required = names.filter((name) => !optional.includes(name));
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  return {
    json: { type: 'object', properties, required, additionalProperties: false },
    check(input) {
      if (typeof input !== 'object' || input === null || Array.isArray(input)) return Promise.resolve({ problems: ['it is not an object'] });
      const given = Object.keys(input);
      const problems = [
        ...given.filter((key) => !names.includes(key)).map((key) => `${key} is not known`),
        ...required.filter((name) => !given.includes(name)).map((name) => `${name} is missing`),
      ];
      return Promise.resolve(problems.length > 0 ? { problems } : { value: input });
    },
  };
}

function inputsOf(definition: SkillDefinition, parameter: FirstParameter): InputSchema {
  const { name, inputs } = definition;
  if (inputs !== undefined) {
    const schema = toInputSchema(inputs);
    if (schema === undefined) throw skillErrors.BAD_SCHEMA({ name });
    return schema;
  }
  if (parameter.kind === 'unreadable') throw skillErrors.NEEDS_SCHEMA({ name, reason: parameter.reason });
  if (parameter.kind === 'none') return schemaOfNames([], []);
  return parameter.kind === 'name' ? schemaOfNames([parameter.name], []) : schemaOfNames(parameter.names, parameter.optional);
}

/** The argument of `process`: the one property its parameter is named after, else the whole object. */
function argumentOf(input: unknown, parameter: FirstParameter, { json }: InputSchema): unknown {
  const takesOne = parameter.kind === 'name' && Object.hasOwn((json['properties'] as object | undefined) ?? {}, parameter.name);
  return takesOne ? (input as Record<string, unknown>)[parameter.name] : input;
}

/**
 * A skill as the conversation loop calls it.
 * @throws SKILL_BAD_NAME, SKILL_BAD_SCHEMA, SKILL_NEEDS_SCHEMA
 */
export function toTool(agent: Agent, definition: SkillDefinition): Tool {
  const { name, description = '', process, status_message } = definition;
  if (typeof name !== 'string' || !nameShape.test(name)) throw skillErrors.BAD_NAME({ given: JSON.stringify(name) ?? 'nothing' });
  if (typeof process !== 'function') throw skillErrors.NEEDS_SCHEMA({ name, reason: 'it has no `process` function' });
  const parameter = readFirstParameter(process);
  const input = inputsOf(definition, parameter);
  return {
    name,
    description,
    input,
    statusMessage: status_message,
    async run(given, context) {
      const about: SkillContext = { agent, candidate: context.candidate, signal: context.signal, run: context.run };
      return process(argumentOf(given, parameter, input), about);
    },
  };
}

