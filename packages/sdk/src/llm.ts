import { text, object, type Field } from '@smyth/kernel';
import { anything } from '@smyth/kernel';
import { type ConversationResult } from '@smyth/engine';
import { Chat } from './chat.ts';
import type { Command } from './command.ts';
import { ask, defaultTeam, systemMessage, userMessage } from './conversation.ts';
import { checkOptions, checkPrompt, type ModelSettings, modelSettings } from './options.ts';
import type { GetServices } from './services.ts';

export interface LlmSettings extends ModelSettings {
  /** The provider's id of the model. */
  readonly model: string;
  /** A system message for every prompt. */
  readonly behavior?: string;
}

export interface PromptOptions {
  /** A system message for this prompt. */
  readonly behavior?: string;
  /** Sent along to the provider. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

const settingsField = object({ model: text(), behavior: text().optional(), ...modelSettings });
const promptField = object({ behavior: text().optional(), headers: anything().optional(), signal: anything().optional() });

/** A model of one provider. Making one does nothing; the first awaited verb boots the runtime if nobody has. */
export class LLM {
  readonly provider: string;
  readonly settings: LlmSettings;
  readonly #getServices: GetServices;

  /** @throws SDK_BAD_OPTION */
  constructor(getServices: GetServices, provider: string, settings: LlmSettings) {
    this.#getServices = getServices;
    this.provider = checkOptions('LLM', text() as Field<string, never>, provider);
    this.settings = Object.freeze(checkOptions(`LLM("${provider}")`, settingsField as Field<unknown, never>, settings) as LlmSettings);
  }

  /** Asks once. Awaiting gives the text, `.stream()` the answer as it comes, `.run()` the result with usage and cost. @throws SDK_BAD_PROMPT, SDK_BAD_OPTION */
  prompt(prompt: string, options: PromptOptions = {}): Command {
    const question = userMessage(checkPrompt(prompt));
    const checked = checkOptions('LLM.prompt', promptField as Field<unknown, never>, options) as PromptOptions;
    return this.#ask([...systemMessage(checked.behavior ?? this.settings.behavior), question], undefined, checked);
  }

  /** A conversation with this model. */
  chat(): Chat {
    return new Chat((messages, onDone, options) => this.#ask([...systemMessage(this.settings.behavior), ...messages], onDone, options));
  }

  #ask(messages: Parameters<ConstructorParameters<typeof Chat>[0]>[0], onDone: ((result: ConversationResult) => void) | undefined, options: PromptOptions): Command {
    const { model, behavior: _, ...settings } = this.settings;
    return ask(this.#getServices, {
      candidate: defaultTeam(),
      model: { provider: this.provider, model },
      settings: { ...settings, ...(options.headers === undefined ? {} : { headers: options.headers }) },
      limits: { steps: 1 },
      tools: [],
      messages: () => messages,
      signal: options.signal,
      ...(onDone === undefined ? {} : { onDone }),
    });
  }
}
