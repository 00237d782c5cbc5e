/** Secrets by key, wherever they are kept. */
export interface Entries {
  /** As they are now, whoever changed them. */
  load(): Promise<ReadonlyMap<string, string>>;
  /** Changes one entry, undefined removes it; resolves once that is as durable as this place is. */
  change(key: string, value: string | undefined): Promise<void>;
}

export function createMemoryEntries(): Entries {
  const entries = new Map<string, string>();
  return {
    load: async () => entries,
    async change(key, value) {
      if (value === undefined) entries.delete(key);
      else entries.set(key, value);
    },
  };
}
