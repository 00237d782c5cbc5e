export { accountLaws } from './account/laws.ts';
export { aclLaws } from './acl/laws.ts';
export { cacheLaws } from './cache/laws.ts';
export * from './llm/laws.ts';
export { logLaws } from './log/laws.ts';
export { nkvLaws } from './nkv/laws.ts';
export { storageLaws } from './storage/laws.ts';
export { vaultLaws } from './vault/laws.ts';
