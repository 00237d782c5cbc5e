import { TestkitError } from '../testkit-error.ts';
import type { RecordedRequest } from './recorded-request.ts';

export interface Arrivals {
  readonly requests: RecordedRequest[];
  add(request: RecordedRequest): void;
  wait(index: number): Promise<RecordedRequest>;
  close(): void;
}

/** The requests so far, and a way to await the ones to come. */
export function createArrivals(): Arrivals {
  const requests: RecordedRequest[] = [];
  const waiters = new Set<{ readonly index: number; readonly settled: PromiseWithResolvers<RecordedRequest> }>();
  let closed = false;
  const closedBefore = (index: number): TestkitError =>
    new TestkitError('TESTKIT_CLOSED', `The server was closed after ${requests.length} requests; request ${index} never came.`);

  return {
    requests,
    add(request) {
      const index = requests.push(request) - 1;
      for (const waiter of waiters) {
        if (waiter.index !== index) continue;
        waiters.delete(waiter);
        waiter.settled.resolve(request);
      }
    },
    async wait(index) {
      const present = requests[index];
      if (present !== undefined) return present;
      if (closed) throw closedBefore(index);
      const settled = Promise.withResolvers<RecordedRequest>();
      waiters.add({ index, settled });
      return settled.promise;
    },
    close() {
      closed = true;
      for (const { index, settled } of waiters) settled.reject(closedBefore(index));
      waiters.clear();
    },
  };
}
