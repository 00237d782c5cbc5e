export type { Agent, AgentOptions, AgentPromptOptions } from './agent.ts';
export type { Chat, HistoryEntry, SendOptions } from './chat.ts';
export {
  AccountConnector, AclConnector, CacheConnector, type ConnectorClass, isConnectorClass, LLMConnector, LogConnector, NKVConnector, StorageConnector, toConnector, VaultConnector,
} from './class-connectors.ts';
export type { Command } from './command.ts';
export { connectorClassErrors, sdkErrors, skillErrors } from './errors.ts';
export type { LLM, LlmSettings, PromptOptions } from './llm.ts';
export type { ModelSettings } from './options.ts';
export { type AgentConstructor, createSdk, type LlmConstructor, type ProviderName, type Sdk } from './sdk.ts';
export type { GetServices, Services } from './services.ts';
export type { Skill, SkillContext, SkillDefinition } from './skill.ts';
export type { EndPart, Stream, StreamEvents, StreamPart } from './stream.ts';
