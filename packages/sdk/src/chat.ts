import type { ModelMessage } from '@smyth/subsystems';
import type { ConversationResult } from '@smyth/engine';
import { Command } from './command.ts';
import { checkPrompt } from './options.ts';

/** One entry of a conversation as people read it. */
export type HistoryEntry =
  | { readonly role: 'user' | 'system'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly args: unknown }[] }
  | { readonly role: 'tool'; readonly id: string; readonly name: string; readonly result: unknown };

export interface SendOptions {
  readonly signal?: AbortSignal;
}

const texts = (parts: readonly { readonly type: string; readonly text?: string }[]): string => parts.map((part) => (part.type === 'text' ? (part.text ?? '') : '')).join('');

function toEntries(message: ModelMessage): HistoryEntry[] {
  if (message.role === 'system') return [{ role: 'system', content: message.content }];
  if (message.role === 'user') return [{ role: 'user', content: texts(message.content) }];
  if (message.role === 'tool') {
    return message.content.flatMap((part) =>
      part.type === 'tool-result' ? [{ role: 'tool' as const, id: part.toolCallId, name: part.toolName, result: 'value' in part.output ? part.output.value : undefined }] : [],
    );
  }
  const toolCalls = message.content.flatMap((part) => (part.type === 'tool-call' ? [{ id: part.toolCallId, name: part.toolName, args: part.input }] : []));
  return [{ role: 'assistant', content: texts(message.content), ...(toolCalls.length === 0 ? {} : { toolCalls }) }];
}

/** How a chat asks: the messages so far, the question last; told of the result once it is whole. */
export type AskChat = (messages: readonly ModelMessage[], onDone: (result: ConversationResult) => void, options: SendOptions) => Command;

/**
 * A conversation that remembers. What is sent while an answer is still coming waits for it. A question whose answer failed or was
 * aborted leaves no trace in the history.
 */
export class Chat {
  readonly #ask: AskChat;
  #messages: readonly ModelMessage[] = [];
  /** Sees the last question sent through, whatever comes of it; an answer that nobody reads is read to its end by this. */
  #finishLast: () => Promise<unknown> = () => Promise.resolve();

  /** @internal */
  constructor(ask: AskChat) {
    this.#ask = ask;
  }

  /** Asks, with all that was said before. Starts when awaited, streamed or run. @throws SDK_BAD_PROMPT */
  send(text: string, options: SendOptions = {}): Command {
    const question: ModelMessage = { role: 'user', content: [{ type: 'text', text: checkPrompt(text) }] };
    return new Command(() => {
      const finishLast = this.#finishLast;
      const opened = (async () => {
        await finishLast();
        const history = [...this.#messages, question];
        const command = this.#ask(history, ({ messages }) => (this.#messages = [...history, ...messages]), options);
        return command.stream();
      })();
      this.#finishLast = () => opened.then((stream) => stream.result).catch(() => undefined);
      return opened;
    });
  }

  /** The same as {@link send}. */
  prompt(text: string, options: SendOptions = {}): Command {
    return this.send(text, options);
  }

  /** What was said, oldest first. */
  get history(): readonly HistoryEntry[] {
    return this.#messages.flatMap(toEntries);
  }

  /** Forgets everything said so far; an answer still coming is then the first to be remembered. */
  clear(): void {
    this.#messages = [];
  }
}
