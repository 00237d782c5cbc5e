import { type ConversationPart, type ConversationResult, partialOf } from '@smyth/engine';

/** The last part of every stream. */
export interface EndPart {
  readonly type: 'end';
  readonly result: ConversationResult;
}

export type StreamPart = ConversationPart | EndPart;

type PartOf<Type> = Extract<StreamPart, { type: Type }>;

/** What listeners are given, by event. */
export interface StreamEvents {
  /** The text of one chunk. */
  content: string;
  thinking: string;
  toolInfo: PartOf<'toolInfo'>;
  toolCall: PartOf<'toolCall'>;
  toolResult: PartOf<'toolResult'>;
  usage: PartOf<'usage'>;
  requested: PartOf<'requested'>;
  /** Every part, as an iterator would give it. */
  data: StreamPart;
  error: unknown;
  /** What had come before it was aborted or failed. */
  interrupted: ConversationResult | undefined;
  abort: ConversationResult | undefined;
  /** Exactly once and last, whatever happened. */
  end: ConversationResult | undefined;
}

type Outcome = { readonly result: ConversationResult } | { readonly error: unknown };
type Listener = (value: never) => void;

const payload = (part: StreamPart): unknown => (part.type === 'content' || part.type === 'thinking' ? part.text : part.type === 'end' ? part.result : part);

/**
 * An answer as it comes: iterate it, listen to it, or await `text`. Parts are held until somebody takes them. An `error` nobody listens
 * to never throws; `text` and `result` reject with it when they are asked for. `abort()` ends it with what had come.
 */
export class Stream implements AsyncIterable<StreamPart> {
  readonly #source: AsyncGenerator<ConversationPart, ConversationResult>;
  readonly #control: AbortController;
  readonly #listeners = new Map<string, Set<Listener>>();
  /** Parts read for listeners while an iterator has not come for them. */
  readonly #held: StreamPart[] = [];
  #iterating = false;
  #pumping: Promise<void> | undefined;
  #reading: Promise<void> = Promise.resolve();
  #outcome: Outcome | undefined;
  readonly #settled = Promise.withResolvers<Outcome>();
  #aborted = false;

  /** @internal Made by {@link openStream}. */
  constructor(source: AsyncGenerator<ConversationPart, ConversationResult>, control: AbortController, first: IteratorResult<ConversationPart, ConversationResult>) {
    this.#source = source;
    this.#control = control;
    if (first.done) this.#settle({ result: first.value });
    else this.#held.push(first.value);
  }

  on<Event extends keyof StreamEvents>(event: Event, listener: (value: StreamEvents[Event]) => void): this {
    const all = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, all.add(listener as Listener));
    this.#drive();
    return this;
  }

  once<Event extends keyof StreamEvents>(event: Event, listener: (value: StreamEvents[Event]) => void): this {
    const only = (value: StreamEvents[Event]): void => {
      this.off(event, only);
      listener(value);
    };
    return this.on(event, only);
  }

  off<Event extends keyof StreamEvents>(event: Event, listener: (value: StreamEvents[Event]) => void): this {
    this.#listeners.get(event)?.delete(listener as Listener);
    return this;
  }

  /** The whole result. Rejects with what made it fail; after `abort()` it is what had come. */
  get result(): Promise<ConversationResult> {
    return this.#finish();
  }

  get text(): Promise<string> {
    return this.#finish().then(({ text }) => text);
  }

  get usage(): Promise<ConversationResult['usage']> {
    return this.#finish().then(({ usage }) => usage);
  }

  /** Stops the model and the skills at once; nothing more is sent. Idempotent. */
  abort(): void {
    if (this.#outcome !== undefined) return;
    this.#aborted = true;
    this.#control.abort();
    this.#drive();
  }

  /** One reader: the parts that were held, then each as it comes, at the reader's pace. */
  async *[Symbol.asyncIterator](): AsyncGenerator<StreamPart> {
    this.#iterating = true;
    try {
      for (;;) {
        const part = this.#held.shift();
        if (part !== undefined) {
          this.#tell(part);
          yield part;
        } else if (this.#outcome === undefined) await this.#read();
        else break;
      }
      if (this.#outcome !== undefined && 'error' in this.#outcome) throw this.#outcome.error;
    } finally {
      this.#iterating = false;
      // A reader that walks away ends the run; what it left unread is still told to listeners.
      if (this.#outcome === undefined) this.abort();
      this.#drive();
    }
  }

  /** The text as bytes-free web stream of strings, e.g. for a `Response`. */
  toWebStream(): ReadableStream<string> {
    const parts = this[Symbol.asyncIterator]();
    return new ReadableStream<string>({
      async pull(controller) {
        for (let next = await parts.next(); ; next = await parts.next()) {
          if (next.done) return controller.close();
          if (next.value.type === 'content') return controller.enqueue(next.value.text);
        }
      },
      cancel: () => this.abort(),
    });
  }

  /** Reads on for listeners and promises while no iterator leads. Listeners added in one go all hear the first part. */
  #drive(): void {
    this.#pumping ??= Promise.resolve()
      .then(() => this.#pump())
      .finally(() => {
        this.#pumping = undefined;
      });
  }

  async #pump(): Promise<void> {
    while (!this.#iterating) {
      const part = this.#held.shift();
      if (part !== undefined) this.#tell(part);
      else if (this.#outcome === undefined) await this.#read();
      else return;
    }
  }

  /** Takes one part from the source. Reads are one at a time, whoever asks. */
  #read(): Promise<void> {
    return (this.#reading = this.#reading.then(async () => {
      if (this.#outcome !== undefined || this.#held.length > 0) return;
      try {
        const next = await this.#source.next();
        if (!next.done) this.#held.push(next.value);
        else this.#settle({ result: next.value });
      } catch (error) {
        const partial = partialOf(error);
        this.#settle(this.#aborted && partial ? { result: partial } : { error });
      }
    }));
  }

  #settle(outcome: Outcome): void {
    this.#outcome = outcome;
    this.#settled.resolve(outcome);
    const partial = 'result' in outcome ? outcome.result : partialOf(outcome.error);
    if ('error' in outcome) this.#emit('error', outcome.error);
    if ('error' in outcome || this.#aborted) this.#emit('interrupted', partial);
    if (this.#aborted) this.#emit('abort', partial);
    if ('result' in outcome) this.#held.push({ type: 'end', result: outcome.result });
    else this.#emit('end', partial);
  }

  #tell(part: StreamPart): void {
    this.#emit('data', part);
    this.#emit(part.type, payload(part));
  }

  /** A listener that throws is a bug of its own: it is reported as one and stops neither the others nor the stream. */
  #emit(event: string, value: unknown): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) {
      try {
        (listener as (value: unknown) => void)(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  async #finish(): Promise<ConversationResult> {
    this.#drive();
    const outcome = await this.#settled.promise;
    if ('error' in outcome) throw outcome.error;
    return outcome.result;
  }
}

/** Starts the conversation and waits for its first part, so that a call that cannot be made rejects here. */
export async function openStream(source: AsyncGenerator<ConversationPart, ConversationResult>, control: AbortController): Promise<Stream> {
  return new Stream(source, control, await source.next());
}
