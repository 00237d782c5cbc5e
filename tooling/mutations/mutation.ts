/** A known bug put back into a copy of the sources. */
export interface Mutation {
  /** Where it is put, in words. */
  readonly where: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Test files of which at least one test has to fail. */
  readonly tests: readonly string[];
}

/** A bug that must never come back unseen. */
export interface Bug {
  readonly bug: string;
  readonly mutations: readonly Mutation[];
  /** What it is about is not built, or not wholly; the reason. Such a bug does not count as covered. */
  readonly notYet?: string;
}

/** The text with the bug in it. Throws when the list no longer fits the sources. */
export function mutate(text: string, { file, find, replace }: Pick<Mutation, 'file' | 'find' | 'replace'>): string {
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`${file} holds the text to replace ${times} times instead of once:\n${find}`);
  return text.replace(find, () => replace);
}
