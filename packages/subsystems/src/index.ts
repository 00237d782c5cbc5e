export { type AccountContract, accountErrors, accountSubsystem, dummyAccount } from './account/index.ts';
export { type AclContract, aclSubsystem, type Shared, grantErrors, ramAcl, sqliteAcl } from './acl/index.ts';
export {
  type CacheContract, type CacheEntry, cacheErrors, type CacheSetOptions, cacheSubsystem, type Json, ramCache, toEntry, toExpiry, toMetadataText,
} from './cache/index.ts';
export { type Home, homeErrors, homeFolder, homePort } from './home/index.ts';
export {
  echoLlm, type LlmContract, llmErrors, llmSubsystem, type ModelMessage, type ModelPlace, type ModelRequest, type ModelResult, type ModelStream, type ModelStreamPart,
  type ModelUsage, offlineLlm, scriptedLlm,
} from './llm/index.ts';
export { consoleLog, type Log, type LogEntry, type LogLevel, logPort } from './log/index.ts';
export { addTo, type NkvAddOptions, type NkvContract, type NkvEntry, nkvErrors, type NkvItem, nkvSubsystem, ramNkv, sqliteNkv, toAddition, toEntryKey, toNkvText } from './nkv/index.ts';
export { pageOfNames, toLimit } from './ordered-page.ts';
export {
  checkVersion, collectParts, hasExpired, localStorage, memoryStorage, type StorageContent, type StorageContract, storageErrors, type StorageItem, type StorageMetadata, storageSubsystem,
  type StorageWriteOptions, toCustom, toParts, toStorageExpiry, toStorageMetadata, toWish,
} from './storage/index.ts';
export { envVault, jsonFileVault, toSecretText, type VaultContract, vaultErrors, vaultSubsystem } from './vault/index.ts';
