const mask = '[secret]';

/**
 * A handle on a secret value. It prints as a mask wherever it ends up: string, JSON, inspection, template literal.
 * `reveal()` is for host code that hands the value to a client; templates, components, models and files get none.
 */
export class Secret {
  readonly #value: string;
  /** Where it came from, e.g. `vault:openai` or `env:OPENAI_API_KEY`. Safe to print. */
  readonly source: string;

  constructor(value: string, source = 'config') {
    this.#value = value;
    this.source = source;
    Object.freeze(this);
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [Symbol.toPrimitive](): string {
    return mask;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return mask;
  }
}

/** Removes the exact values of live secrets from text on its way to a log, trace or error. */
export interface Redactor {
  /** Watches the value for as long as somebody holds the returned handle: `secret`, or an earlier handle on the same value. */
  watch(secret: Secret): Secret;
  /** `text` with every watched value of at least eight bytes replaced by a mask. */
  redact(text: string): string;
}

const fewestBytes = 8;

export function createRedactor(): Redactor {
  const live = new Map<string, WeakRef<Secret>>();
  /** Longest first: of two values of which one begins with the other, none is left half-masked. */
  let values: readonly string[] = [];
  const remember = (): void => {
    values = [...live.keys()].filter((value) => new TextEncoder().encode(value).length >= fewestBytes).sort((a, b) => b.length - a.length);
  };
  return {
    watch(secret) {
      const value = secret.reveal();
      const earlier = live.get(value)?.deref();
      if (earlier !== undefined) return earlier;
      live.set(value, new WeakRef(secret));
      remember();
      return secret;
    },
    redact(text) {
      let clean = text;
      for (const value of values) {
        if (live.get(value)?.deref() !== undefined) clean = clean.replaceAll(value, mask);
        else if (live.delete(value)) remember();
      }
      return clean;
    },
  };
}
