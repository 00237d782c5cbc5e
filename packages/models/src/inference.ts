import type { CallContext, Connectors } from '@smyth/kernel';
import type { ModelRequest, ModelResult, ModelStreamPart, ModelUsage } from '@smyth/subsystems';
import { type ModelRef, type NamedModel, resolveRef } from './model-ref.ts';
import { createVaultKeys, vaultEntry } from './vault-keys.ts';

/** A request as callers make it: which model, and whose key, is settled here. */
export type ModelCall = Omit<ModelRequest, 'model' | 'credentials'>;

/** Which model really answers. */
export interface Answering extends NamedModel {
  /** No provider is asked: rules answer, at no cost. */
  readonly offline: boolean;
}

export interface InferenceOptions {
  readonly connectors: Connectors;
  /** Every provider and id is answered by the offline model. */
  readonly offline: boolean;
  /** Told once when no model was named and no provider has a key. */
  readonly onFallbackOffline: () => void;
}

/** The one way from an agent to a model. Every call is mediated in the context it is given. */
export interface Inference {
  /**
   * Settles which model answers; asked once, so that a conversation does not change its model half-way.
   * @throws LLM_UNKNOWN_PROVIDER, LLM_AMBIGUOUS_MODEL, LLM_BAD_MODEL
   */
  select(context: CallContext, model: ModelRef | undefined): Promise<Answering>;
  generate(context: CallContext, by: Answering, call: ModelCall): Promise<ModelResult>;
  stream(context: CallContext, by: Answering, call: ModelCall): Promise<AsyncIterable<ModelStreamPart>>;
}

/** Integer nano-USD; undefined: the price of the model is not known. */
export const costNanoUsd = ({ offline }: Answering, _usage: ModelUsage): number | undefined => (offline ? 0 : undefined);

export function createInference({ connectors, offline, onFallbackOffline }: InferenceOptions): Inference {
  let fellBack = false;
  const isOffline = (provider: string): boolean => connectors.get('llm', provider).capabilities['offline'] === true;
  const vaultKeys = createVaultKeys(connectors);
  // Keys of settings and environment do not change while a runtime lives.
  const ownDefaults = new Map<string, Promise<string | undefined>>();

  function ownDefault(context: CallContext, provider: string): Promise<string | undefined> {
    const known = ownDefaults.get(provider) ?? connectors.get('llm', provider).as(context).defaultModel();
    ownDefaults.set(provider, known);
    return known;
  }

  async function firstWithKey(context: CallContext): Promise<Answering> {
    const entries = await vaultKeys.names(context);
    for (const provider of connectors.names('llm')) {
      if (isOffline(provider)) continue;
      const credentials = entries.has(vaultEntry(provider)) ? await vaultKeys.credentials(context, provider) : undefined;
      const model = credentials ? await connectors.get('llm', provider).as(context).defaultModel(credentials) : await ownDefault(context, provider);
      if (model !== undefined) return { provider, model, offline: false };
    }
    if (!fellBack) onFallbackOffline();
    fellBack = true;
    return answerOffline(undefined);
  }

  /** The model keeps the name it was asked by; a bound local model that is meant is taken as it is. */
  function answerOffline(ref: ModelRef | undefined): Answering {
    const model = ref === undefined ? 'offline' : typeof ref === 'string' ? ref : ref.model;
    const wanted = (typeof ref === 'object' ? ref.provider : undefined) ?? model;
    const bound = connectors.names('llm').filter(isOffline);
    return { provider: bound.find((name) => name.toLowerCase() === wanted.toLowerCase()) ?? bound[0] ?? 'Offline', model, offline: true };
  }

  async function toRequest(context: CallContext, by: Answering, call: ModelCall): Promise<ModelRequest> {
    const credentials = by.offline ? undefined : await vaultKeys.credentials(context, by.provider);
    return { ...call, model: by.model, ...(credentials === undefined ? {} : { credentials }) };
  }

  return {
    async select(context, ref) {
      if (offline || connectors.names('llm').every(isOffline)) return answerOffline(ref);
      if (ref === undefined) return firstWithKey(context);
      const named = resolveRef(ref, connectors);
      return { ...named, offline: isOffline(named.provider) };
    },
    async generate(context, by, call) {
      return connectors.get('llm', by.provider).as(context).generate(await toRequest(context, by, call));
    },
    async stream(context, by, call) {
      return (await connectors.get('llm', by.provider).as(context).stream(await toRequest(context, by, call))).parts;
    },
  };
}
