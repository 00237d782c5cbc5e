import type { AccessRules, Connector, Givens, Interceptor } from '@smyth/kernel';
import type { ConnectorClass } from '@smyth/sdk';

/**
 * What `Settings` may hold, by `<config key>/<connector name>`. A connector package adds its own by module augmentation, and they are
 * then checked by the compiler too:
 *
 * ```ts
 * declare module 'smyth-runtime' {
 *   interface ConnectorSettings {
 *     'Cache/Acme': { file: string };
 *   }
 * }
 * ```
 */
export interface ConnectorSettings extends ProviderSettings {
  'Account/DummyAccount': { team?: string; teams?: SettingsById; users?: SettingsById; agents?: SettingsById };
  'Acl/SQLite': NoSettings;
  'Acl/RAM': NoSettings;
  'Cache/RAM': { maxEntries?: number; maxBytes?: number };
  'Cache/Redis': RedisSettings;
  'LLM/Offline': NoSettings;
  'LLM/Echo': NoSettings;
  'LLM/Scripted': { script: readonly ScriptTurn[] };
  'Log/Console': ConsoleSettings;
  'Log/ConsoleLog': ConsoleSettings;
  'NKV/LocalStorage': NoSettings;
  'NKV/SQLite': NoSettings;
  'NKV/RAM': NoSettings;
  'Storage/Local': { folder?: string };
  'Storage/LocalStorage': { folder?: string };
  'Storage/RAM': NoSettings;
  'Vault/JSONFileVault': { file?: string; key?: string };
  'Vault/EnvVault': { variables?: Readonly<Record<string, string>> };
}

type NoSettings = Readonly<Record<never, never>>;
type SettingsById = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type CompatibleProvider = 'OpenAI' | 'Groq' | 'Perplexity' | 'DeepSeek' | 'xAI' | 'TogetherAI' | 'OpenRouter' | 'Ollama' | 'HuggingFace';
type ProviderSettings = Record<`LLM/${CompatibleProvider}`, { apiKey?: string; baseURL?: string }>;

interface ConsoleSettings {
  level?: 'debug' | 'info' | 'warn' | 'error';
  format?: 'auto' | 'pretty' | 'json';
}

interface RedisSettings {
  url?: string;
  hosts?: readonly string[];
  name?: string;
  username?: string;
  password?: string;
  sentinelPassword?: string;
  database?: number;
  tls?: boolean;
  ca?: string;
  prefix?: string;
  maxMemory?: string | number;
  manageServer?: boolean;
  connectTimeoutMs?: number;
  commandTimeoutMs?: number;
}

interface ScriptTurn {
  readonly text?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly input: unknown }[];
}

export type ConfigKey = 'Account' | 'Acl' | 'Cache' | 'LLM' | 'Log' | 'NKV' | 'Storage' | 'Vault';

/** One connector of a subsystem. */
export interface ConfigEntry {
  /** A connector's name, or the connector itself. */
  readonly Connector: string | Connector | ConnectorClass;
  readonly Settings?: object;
  /** The name it is bound under; absent: the connector's. */
  readonly Id?: string;
  /** Which one answers when none is named; absent on all: the first. */
  readonly Default?: boolean;
}

/** What `SRE.init` and `createRuntime` take. Absent keys take the embedded default. */
export type RuntimeConfig = { readonly [Key in ConfigKey]?: ConfigEntry | readonly ConfigEntry[] } & {
  /** Where durable data is kept; absent: `.smyth` in the working directory; `false`: nothing outlives the process. */
  readonly home?: string | false;
  /** Connectors of your own, to be named in entries. */
  readonly connectors?: readonly (Connector | ConnectorClass)[];
  /** The operator's rules on who may use which capability. */
  readonly Access?: Omit<AccessRules, 'open'>;
  /** Observers and gates that every mediated call passes. */
  readonly interceptors?: readonly Interceptor[];
  /** Lets connectors for development start although NODE_ENV is production. */
  readonly allowDevConnectors?: boolean;
};

/** What `Known` allows, and no name besides. */
type Exact<Known, Given> = Known & { readonly [Name in Exclude<keyof Given, keyof Known>]: never };

type SettingsIn<Given> = Given extends { readonly Settings: infer Settings } ? Settings : NoSettings;

type EntryWith<Settings> = { readonly Connector: unknown; readonly Settings?: Settings; readonly Id?: string; readonly Default?: boolean };

/** Settings of a connector that the compiler knows are held to it; of others anything goes, and boot checks them. */
type CheckedEntry<Key extends ConfigKey, Given> = Given extends readonly unknown[]
  ? { readonly [Index in keyof Given]: CheckedEntry<Key, Given[Index]> }
  : Given extends { readonly Connector: infer Name extends string }
    ? `${Key}/${Name}` extends keyof ConnectorSettings
      ? EntryWith<Exact<ConnectorSettings[`${Key}/${Name}`], SettingsIn<Given>>>
      : Given
    : Given extends { readonly Connector: { readonly settings: infer Fields } }
      ? string extends keyof Fields
        ? Given
        : EntryWith<Exact<Partial<Givens<Fields>>, SettingsIn<Given>>>
      : Given;

/** A configuration without unknown keys, and with the settings of each known connector checked. */
export type Checked<Config> = { readonly [Key in keyof Config]: Key extends ConfigKey ? CheckedEntry<Key, Config[Key]> : Key extends keyof RuntimeConfig ? Config[Key] : never };
