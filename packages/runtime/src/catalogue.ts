import type { Connector, Subsystem } from '@smyth/kernel';
import {
  accountSubsystem, aclSubsystem, cacheSubsystem, consoleLog, dummyAccount, echoLlm, envVault, homePort, jsonFileVault, llmSubsystem, localStorage,
  logPort, memoryStorage, nkvSubsystem, offlineLlm, ramAcl, ramCache, ramNkv, scriptedLlm, sqliteAcl, sqliteNkv, storageSubsystem, vaultSubsystem,
} from '@smyth/subsystems';

/** In the order they are written in a configuration and shown in the boot tree. */
export const subsystems: readonly Subsystem[] = [
  homePort, logPort, vaultSubsystem, accountSubsystem, aclSubsystem, cacheSubsystem, storageSubsystem, nkvSubsystem, llmSubsystem,
];

/** Connectors that come with the umbrella and open nothing before they are started. */
export const embedded: readonly Connector[] = [
  consoleLog, jsonFileVault, envVault, dummyAccount, sqliteAcl, ramAcl, ramCache, localStorage, memoryStorage, sqliteNkv, ramNkv, offlineLlm, echoLlm, scriptedLlm,
];

/** An official connector in a package of its own. */
export interface Packaged {
  readonly subsystem: string;
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly package: string;
  /** Of a package that this one depends on; the others are looked for where the program is. */
  readonly load?: () => Promise<object>;
}

/** Model providers: bound whether they are named or not, so that a key is all it takes. */
export const modelProviders: readonly Packaged[] = ['OpenAI', 'Groq', 'Perplexity', 'DeepSeek', 'xAI', 'TogetherAI', 'OpenRouter', 'Ollama', 'HuggingFace'].map((id) => ({
  subsystem: 'llm',
  id,
  package: '@smyth/openai-compatible',
  load: () => import('@smyth/openai-compatible'),
}));

/** What a configuration may name besides the embedded connectors. */
export const packaged: readonly Packaged[] = [...modelProviders, { subsystem: 'cache', id: 'Redis', package: '@smyth/redis' }];
