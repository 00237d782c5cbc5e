import { AccessCandidate, type Candidate, type Field, number, object, type StandardSchema, suggestion, text, anything } from '@smyth/kernel';
import { callTool, type RunLimits, startRun, type Tool } from '@smyth/engine';
import type { ModelRef } from '@smyth/models';
import { ambientContext, withinContext } from './ambient.ts';
import { Chat } from './chat.ts';
import type { Command } from './command.ts';
import { ask, contextFor, follow, systemMessage, userMessage } from './conversation.ts';
import { skillErrors } from './errors.ts';
import { checkOptions, checkPrompt, type ModelSettings, modelSettings } from './options.ts';
import type { GetServices, Services } from './services.ts';
import { type Skill, type SkillDefinition, toTool } from './skill.ts';

export interface AgentOptions extends ModelSettings {
  readonly name: string;
  /** Who it is to the kernel: what it owns belongs to this id. Absent: made from the name, and a warning says so once. */
  readonly id?: string;
  /** Absent: the first provider with a key, else offline. Named: never anything else. */
  readonly model?: ModelRef;
  /** Who it is to the model: the system message. */
  readonly behavior?: string;
  readonly limits?: Partial<RunLimits>;
}

export interface AgentPromptOptions {
  readonly signal?: AbortSignal;
}

const wholeNumber = number({ min: 1, integer: true }).optional();
const optionsField = object({
  name: text(),
  id: text().optional(),
  model: anything().optional(),
  behavior: text().optional(),
  limits: object({ steps: wholeNumber, toolCallsPerStep: wholeNumber, parallelTools: wholeNumber, wallTimeMs: wholeNumber }).optional(),
  ...modelSettings,
});
const promptField = object({ signal: anything().optional() });

/** `Data Analyst!` → `data-analyst`; the same name gives the same id. */
function idFromName(name: string): string {
  const slug = name.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 100);
  const code = [...name].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0, 7);
  return slug === '' ? `agent-${code.toString(36)}` : slug;
}

/**
 * A model with a character and skills, acting as a candidate of its own: what it stores and reads is its own, what it may use the
 * operator decides. Making one does nothing; the first awaited verb boots the runtime if nobody has.
 */
export class Agent {
  readonly name: string;
  readonly id: string;
  readonly candidate: Candidate;
  readonly #options: AgentOptions;
  readonly #getServices: GetServices;
  readonly #skills = new Map<string, { tool: Tool; exposed: boolean }>();
  readonly #chats = new Map<string, Chat>();
  #warned = false;

  /** @throws SDK_BAD_OPTION, KERNEL_BAD_ID */
  constructor(getServices: GetServices, options: AgentOptions) {
    this.#getServices = getServices;
    this.#options = checkOptions('Agent', optionsField as Field<unknown, never>, options) as AgentOptions;
    this.name = this.#options.name;
    this.id = this.#options.id ?? idFromName(this.name);
    this.candidate = AccessCandidate.agent(this.id);
  }

  /** Gives it something it can do. @throws SKILL_BAD_NAME, SKILL_DUPLICATE, SKILL_NEEDS_SCHEMA, SKILL_BAD_SCHEMA */
  addSkill<const Schema extends StandardSchema>(definition: SkillDefinition<Schema> & { readonly inputs: Schema }): Skill;
  addSkill(definition: SkillDefinition): Skill;
  addSkill(definition: SkillDefinition): Skill {
    const tool = toTool(this, definition);
    const { name } = tool;
    if (this.#skills.has(name)) throw skillErrors.DUPLICATE({ name, agent: this.name });
    this.#skills.set(name, { tool, exposed: definition.ai_exposed ?? true });
    return Object.freeze({ name, inputs: tool.input.json, call: (args = {}, options) => this.call(name, args, options) } satisfies Skill);
  }

  /** Idempotent. */
  removeSkill(name: string): void {
    this.#skills.delete(name);
  }

  /** Runs one skill directly, as this agent, without a model. @throws SKILL_NOT_FOUND, TOOL_BAD_ARGUMENTS, TOOL_FAILED, or what the skill throws with a code */
  async call(name: string, args: Readonly<Record<string, unknown>> = {}, { signal }: { signal?: AbortSignal } = {}): Promise<unknown> {
    const skill = this.#skills.get(name);
    if (!skill) throw skillErrors.NOT_FOUND({ name, agent: this.name, suggestion: suggestion(name, this.#skills.keys()) });
    const services = await this.#getServices();
    this.#warnOnce(services);
    const control = new AbortController();
    const unfollow = follow(control, [signal, ambientContext()?.signal]);
    const run = startRun(contextFor(this.candidate, control.signal), this.#options.limits ?? {}, services.kernel);
    const context = run.contextOf(name, { tool: name });
    try {
      const result = await run.journal.step(name, name, () => withinContext(context, () => callTool(skill.tool, args, context)));
      run.end('completed');
      return result;
    } catch (thrown) {
      const error = services.kernel.redactor.redactError(thrown);
      run.end('failed', error);
      throw error;
    } finally {
      unfollow();
    }
  }

  /** Asks; skills are called as needed. Awaiting gives the text, `.stream()` the answer as it comes, `.run()` the whole result. @throws SDK_BAD_PROMPT, SDK_BAD_OPTION */
  prompt(prompt: string, options: AgentPromptOptions = {}): Command {
    const question = userMessage(checkPrompt(prompt));
    const { signal } = checkOptions('Agent.prompt', promptField as Field<unknown, never>, options) as AgentPromptOptions;
    return this.#ask([question], { signal });
  }

  /** A conversation that remembers; the same id gives the same one, no id a new one. */
  chat(id?: string): Chat {
    const known = id === undefined ? undefined : this.#chats.get(checkOptions('Agent.chat', text() as Field<string, never>, id));
    if (known) return known;
    const chat = new Chat((messages, onDone, { signal }) => this.#ask(messages, { signal, onDone }));
    if (id !== undefined) this.#chats.set(id, chat);
    return chat;
  }

  #ask(messages: Parameters<ConstructorParameters<typeof Chat>[0]>[0], more: { signal?: AbortSignal | undefined; onDone?: Parameters<ConstructorParameters<typeof Chat>[0]>[1] }): Command {
    const { name: _, id: __, model, behavior, limits = {}, ...settings } = this.#options;
    return ask(this.#getServices, {
      candidate: this.candidate,
      model,
      settings,
      limits,
      tools: [...this.#skills.values()].filter(({ exposed }) => exposed).map(({ tool }) => tool),
      messages: () => [...systemMessage(behavior), ...messages],
      onStart: (services) => this.#warnOnce(services),
      ...more,
    });
  }

  #warnOnce({ kernel }: Services): void {
    if (this.#warned || this.#options.id !== undefined) return;
    this.#warned = true;
    kernel.connectors.port('log').log({ level: 'warn', source: `agent:${this.id}`, message: `The agent "${this.name}" has no id; "${this.id}", made from its name, owns what it keeps. Give it an id to be free to rename it.` });
  }
}
