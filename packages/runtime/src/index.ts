export {
  ACL, AccessCandidate, ACLAccessDeniedError, type CallContext, type Candidate, type Connector, defineConnector, defineErrors, type Entry, hasCode, httpStatus,
  type Interceptor, isSmythError, type Kernel, Secret, SmythError, TAccessLevel, TAccessRole, flag, list, number, object, oneOf, secret, text, url,
} from '@smyth/kernel';
export { AccountConnector, AclConnector, CacheConnector, type ConnectorClass, LLMConnector, LogConnector, NKVConnector, StorageConnector, toConnector, VaultConnector } from '@smyth/sdk';
export type { ConversationResult, TokenUsage } from '@smyth/engine';
export type { Agent, AgentOptions, Chat, Command, HistoryEntry, LLM, LlmSettings, Skill, SkillContext, SkillDefinition, Stream, StreamPart } from '@smyth/sdk';
export type { Checked, ConfigEntry, ConfigKey, ConnectorSettings, RuntimeConfig } from './config.ts';
export type { BoundConnector } from './connector-service.ts';
export { ConnectorService, type RunningRuntime, SDK, SRE } from './default-runtime.ts';
export { createRuntime, type Runtime } from './runtime.ts';
