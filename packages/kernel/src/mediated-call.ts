import type { Demand } from './access.ts';
import type { CallContext } from './context.ts';
import type { Call } from './interceptor.ts';
import type { Redactor } from './redactor.ts';

/** A call as interceptors are given it. Its methods are on the prototype: what is compared, spread or listed is the call alone. */
export class MediatedCall implements Call {
  readonly subsystem: string;
  readonly method: string;
  readonly connector: string;
  readonly context: CallContext;
  readonly args: readonly unknown[];
  readonly demands: readonly Demand[];
  readonly #redactor: Redactor;

  constructor({ subsystem, method, connector, context, args, demands }: Omit<Call, 'redact' | 'toJSON'>, redactor: Redactor) {
    this.subsystem = subsystem;
    this.method = method;
    this.connector = connector;
    this.context = context;
    this.args = args;
    this.demands = demands;
    this.#redactor = redactor;
    Object.freeze(this);
  }

  redact(text: string): string {
    return this.#redactor.redact(text);
  }

  toJSON(): object {
    return this.#redactor.redactData({ ...this });
  }
}
