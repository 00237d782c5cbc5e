import { redactData, redactError } from './redact-data.ts';
import { mask, type Secret } from './secret.ts';
import { formsOf } from './secret-forms.ts';

/** Text that comes piece by piece, with what is secret masked even where it is cut. */
export interface RedactedChunks {
  /** What can be said now: as much of the text so far as cannot be the beginning of a secret. */
  push(chunk: string): string;
  /** The rest; more may be pushed after it. */
  end(): string;
}

/** Removes live secrets from text on its way to a log, trace, error or model. */
export interface Redactor {
  /** Watches the value for as long as somebody holds the returned handle: `secret`, or an earlier handle on the same value. */
  watch(secret: Secret): Secret;
  /** `text` with every watched value of at least eight bytes replaced by a mask, also where it is encoded; see `formsOf`. */
  redact(text: string): string;
  /** The same for a text that comes in pieces. */
  chunks(): RedactedChunks;
  /** `value` with live secrets masked in every text, key and number of it; itself when there is none. What is no plain data stays as it is. */
  redactData<T>(value: T): T;
  /**
   * An error as it may be printed: live secrets masked in its message, stack and details, and in all that caused it. It is the same
   * error, changed where it has to be. Objects on it that are no plain data stay, and are no longer printed with it.
   */
  redactError(error: unknown): unknown;
}

interface Watched {
  readonly form: string;
  readonly owner: WeakRef<Secret>;
}

/** No form is shorter: eight bytes are three characters or more. */
const beginning = 3;
const slots = 1 << 16;
const slotOf = (a: number, b: number, c: number): number => (Math.imul(a * 961 + b * 31 + c, 40503) >>> 8) & (slots - 1);
const keyOf = (text: string, at: number): string => text.slice(at, at + beginning);

/** The forms of all watched values by their first characters, so that the cost of a look hardly depends on how many there are. */
function createIndex() {
  const byBeginning = new Map<string, Watched[]>();
  /** First and first two characters of each form: what a piece of text may end with. */
  const firsts = new Set<string>();
  /** By the lowest byte of a first character, and by the first three: small enough to stay near the processor, and sharp. */
  const coarse = new Uint8Array(256);
  const filter = new Uint8Array(slots);
  let longest = 0;

  /** Undefined nearly always, and then at the cost of one or two looks into the filters. */
  function at(text: string, position: number): readonly Watched[] | undefined {
    const first = text.charCodeAt(position);
    if (coarse[first & 255] === 0 || filter[slotOf(first, text.charCodeAt(position + 1), text.charCodeAt(position + 2))] === 0) return undefined;
    return byBeginning.get(keyOf(text, position));
  }
  const isLive = ({ owner }: Watched): boolean => owner.deref() !== undefined;
  return {
    longest: () => longest,
    add(form: string, owner: WeakRef<Secret>) {
      const key = keyOf(form, 0);
      const alike = byBeginning.get(key);
      if (alike === undefined) byBeginning.set(key, [{ form, owner }]);
      else alike.push({ form, owner });
      firsts.add(form.slice(0, 1)).add(form.slice(0, 2));
      coarse[form.charCodeAt(0) & 255] = 1;
      filter[slotOf(form.charCodeAt(0), form.charCodeAt(1), form.charCodeAt(2))] = 1;
      longest = Math.max(longest, form.length);
    },
    /** Length of the longest live form that stands at `position`; 0: none does. */
    lengthAt(text: string, position: number): number {
      const candidates = at(text, position);
      if (candidates === undefined) return 0;
      let length = 0;
      for (const watched of candidates) {
        if (watched.form.length > length && text.startsWith(watched.form, position) && isLive(watched)) length = watched.form.length;
      }
      return length;
    },
    /** Whether the text from `position` on may be the first part of a live form. */
    beginsAt(text: string, position: number): boolean {
      const rest = text.length - position;
      if (rest < beginning) return firsts.has(text.slice(position));
      return at(text, position)?.some((watched) => watched.form.length > rest && watched.form.startsWith(text.slice(position)) && isLive(watched)) ?? false;
    },
  };
}

type Index = ReturnType<typeof createIndex>;
type Span = readonly [start: number, end: number];

/** Where secrets stand; those that overlap are one, so that nothing of either is left. */
function findSpans(index: Index, text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  let end = 0;
  for (let i = 0; i <= text.length - beginning; i++) {
    const length = index.lengthAt(text, i);
    if (length === 0) continue;
    if (i >= end) {
      if (end > start) spans.push([start, end]);
      start = i;
    }
    end = Math.max(end, i + length);
  }
  return end > start ? [...spans, [start, end]] : spans;
}

function withMasks(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  const clean = spans.map(([start], i) => text.slice(spans[i - 1]?.[1] ?? 0, start) + mask);
  return clean.join('') + text.slice(spans.at(-1)?.[1]);
}

/** From where on `text` may yet become a secret. */
function openEnd(index: Index, text: string, spans: readonly Span[]): number {
  let from = text.length;
  for (let i = Math.max(0, text.length - index.longest() + 1); i < from; i++) if (index.beginsAt(text, i)) from = i;
  for (const [start, end] of spans) if (start < from && from < end) from = start;
  return from;
}

export function createRedactor(): Redactor {
  const live = new Map<string, WeakRef<Secret>>();
  let index: Index | undefined;
  let sweepAt = 64;

  function add(value: string, owner: WeakRef<Secret>): void {
    for (const form of formsOf(value)) (index ??= createIndex()).add(form, owner);
  }
  /** What nobody holds any more is dropped whenever there is twice as much as was left the last time. */
  function sweep(): void {
    index = undefined;
    for (const [value, owner] of live) {
      if (owner.deref() === undefined) live.delete(value);
      else add(value, owner);
    }
    sweepAt = Math.max(64, live.size * 2);
  }
  const redact = (text: string): string => (index === undefined ? text : withMasks(text, findSpans(index, text)));
  return {
    watch(secret) {
      const value = secret.reveal();
      const earlier = live.get(value)?.deref();
      if (earlier !== undefined) return earlier;
      const owner = new WeakRef(secret);
      live.set(value, owner);
      if (live.size >= sweepAt) sweep();
      else add(value, owner);
      return secret;
    },
    redact,
    redactData: (value) => (index === undefined ? value : redactData(value, redact)),
    redactError: (error) => (index === undefined ? error : redactError(error, redact)),
    chunks() {
      let held = '';
      return {
        push(chunk) {
          held += chunk;
          const spans = index === undefined ? [] : findSpans(index, held);
          const from = index === undefined ? held.length : openEnd(index, held, spans);
          const said = held.slice(0, from);
          held = held.slice(from);
          return spans.length === 0 ? said : redact(said);
        },
        end() {
          const said = redact(held);
          held = '';
          return said;
        },
      };
    },
  };
}
