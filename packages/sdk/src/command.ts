import type { ConversationResult } from '@smyth/engine';
import type { Stream } from './stream.ts';

/**
 * Something asked and not yet begun: it starts when it is awaited (the full text), streamed, or run (the whole result), and only once,
 * however often that is done.
 */
export class Command implements PromiseLike<string> {
  readonly #open: () => Promise<Stream>;
  #stream: Promise<Stream> | undefined;

  /** @internal */
  constructor(open: () => Promise<Stream>) {
    this.#open = open;
  }

  /** The answer as it comes. Rejects when the first model call cannot be made. */
  stream(): Promise<Stream> {
    return (this.#stream ??= this.#open());
  }

  /** The whole result, with usage, cost and tool calls. */
  async run(): Promise<ConversationResult> {
    return (await this.stream()).result;
  }

  then<Given = string, Failed = never>(
    done?: ((text: string) => Given | PromiseLike<Given>) | null,
    failed?: ((error: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Given | Failed> {
    return this.run()
      .then(({ text }) => text)
      .then(done, failed);
  }
}
