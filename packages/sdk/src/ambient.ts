import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallContext } from '@smyth/kernel';

/** The one place where a context travels unseen: from the loop that calls a skill to the SDK verbs inside it. */
const storage = new AsyncLocalStorage<CallContext>();

/** The context of the skill that is running here; undefined outside of any. */
export const ambientContext = (): CallContext | undefined => storage.getStore();

/** Runs `work` so that SDK verbs inside it act within `context`: its run, actors, deadline and signal. */
export const withinContext = <T>(context: CallContext, work: () => Promise<T>): Promise<T> => storage.run(context, work);
