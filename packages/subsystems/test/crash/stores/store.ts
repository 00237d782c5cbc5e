import type { Chance } from '../chance.ts';
import type { State } from '../history.ts';

/** One step of one writer. */
export interface Turn {
  readonly writer: number;
  readonly step: number;
  /** Given to no other turn of any process. */
  readonly id: string;
  readonly chance: Chance;
}

/** A change that is durable once `run` resolves, and then leaves the name in that state. */
export interface Change {
  readonly name: string;
  readonly leaves: State;
  run(): Promise<unknown>;
}

export interface Found {
  /** By name; what is not there is missing. */
  readonly states: ReadonlyMap<string, State>;
  /** What is not whole, or does not agree with itself. */
  readonly torn: readonly string[];
}

/** A real store on a real home, as the crash ring writes and reads it. */
export interface OpenStore {
  /** What a writer does in a turn. A turn of step 0 is the first of a process. */
  change(turn: Turn): Change;
  observe(): Promise<Found>;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly home: string;
  /** Predictable names of unfinished files, for whoever has to name them beforehand. */
  readonly predictable?: true;
}

export type OpensStore = (options: StoreOptions) => Promise<OpenStore>;

export const writers = 4;
export const everyWriter: readonly number[] = Array.from({ length: writers }, (_, writer) => writer);
