/** Runs `perform` for every item, at most `atOnce` side by side, and yields what each gives as it comes. Rejects at once when aborted. */
export async function* runCalls<Item, Given>(
  items: readonly Item[],
  perform: (item: Item, index: number) => Promise<Given>,
  { atOnce, signal }: { atOnce: number; signal: AbortSignal | undefined },
): AsyncGenerator<Given> {
  const running = new Map<number, Promise<{ index: number; given: Given }>>();
  let next = 0;
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal?.reason as Error);
  });
  // Only a race looks at it; outside of one there is nobody to tell.
  aborted.catch(() => undefined);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    signal?.throwIfAborted();
    while (next < items.length || running.size > 0) {
      for (; next < items.length && running.size < atOnce; next++) {
        const index = next;
        const started = perform(items[index] as Item, index).then((given) => ({ index, given }));
        // A rejection is seen by the race; one that comes after the race was lost is nobody's.
        started.catch(() => undefined);
        running.set(index, started);
      }
      const { index, given } = await Promise.race([...running.values(), aborted]);
      running.delete(index);
      yield given;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
