/** What stands where a secret was. */
export const mask = '[secret]';

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
