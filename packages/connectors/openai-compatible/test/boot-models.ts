import { AccessCandidate, boot, type Clock, type Entry } from '@smyth/kernel';
import { createFakeClock, createFakeIds } from '@smyth/kernel/testing';
import { type LlmContract, llmSubsystem, type ModelRequest } from '@smyth/subsystems';
import { openAiCompatible, type Preset } from '../src/index.ts';

export interface BootedModels extends AsyncDisposable {
  readonly llm: LlmContract;
  /** The same for a caller that may give up. */
  under(signal: AbortSignal): LlmContract;
  readonly clock: Clock;
}

export interface BootModelsOptions {
  readonly entry: Entry;
  readonly environment?: Readonly<Record<string, string>>;
}

const agent = AccessCandidate.agent('tester');

/** A kernel with this one connector of models, on a clock that stands still. */
export async function bootModels({ entry, environment = {} }: BootModelsOptions): Promise<BootedModels> {
  const clock = createFakeClock();
  const kernel = await boot({ subsystems: [llmSubsystem], use: [entry], environment, clock, ids: createFakeIds() });
  const binding = kernel.connectors.get('llm');
  return { llm: binding.as(agent), under: (signal) => binding.as({ candidate: agent, signal }), clock, [Symbol.asyncDispose]: () => kernel.stop() };
}

export const acme: Preset = { id: 'Acme', baseURL: 'http://127.0.0.1:9/v1', keyVariable: 'ACME_API_KEY', baseURLVariable: 'ACME_BASE_URL', defaultModel: 'acme-1' };

export const acmeModels = openAiCompatible(acme);

export const ask = (text: string, more: Partial<ModelRequest> = {}): ModelRequest => ({ model: 'acme-1', prompt: [{ role: 'user', content: [{ type: 'text', text }] }], ...more });

/** What a rejected call rejects with; fails when it resolves. */
export async function rejectionOf(call: Promise<unknown>): Promise<Error & { code: string; details: Readonly<Record<string, unknown>>; retryable: boolean }> {
  const [outcome] = await Promise.allSettled([call]);
  if (outcome?.status !== 'rejected') throw new Error('It resolved.');
  return outcome.reason as never;
}
