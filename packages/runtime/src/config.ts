import type { AccessRules, Connector, Givens, Interceptor } from '@smyth/kernel';

/**
 * Settings by config key and connector name: what `Settings` may hold. Connector packages add theirs by module augmentation, and their
 * settings are then checked by the compiler too.
 */
export interface ConnectorSettings {
  Account: { DummyAccount: { team?: string; teams?: SettingsById; users?: SettingsById; agents?: SettingsById } };
  Acl: { SQLite: NoSettings; RAM: NoSettings };
  Cache: { RAM: { maxEntries?: number; maxBytes?: number }; Redis: RedisSettings };
  LLM: { Offline: NoSettings; Echo: NoSettings; Scripted: { script: readonly ScriptTurn[] } } & Record<CompatibleProvider, { apiKey?: string; baseURL?: string }>;
  Log: Record<'Console' | 'ConsoleLog', { level?: 'debug' | 'info' | 'warn' | 'error'; format?: 'auto' | 'pretty' | 'json' }>;
  NKV: { LocalStorage: NoSettings; SQLite: NoSettings; RAM: NoSettings };
  Storage: Record<'Local' | 'LocalStorage', { folder?: string }> & { RAM: NoSettings };
  Vault: { JSONFileVault: { file?: string; key?: string }; EnvVault: { variables?: Readonly<Record<string, string>> } };
}

type NoSettings = Readonly<Record<never, never>>;
type SettingsById = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type CompatibleProvider = 'OpenAI' | 'Groq' | 'Perplexity' | 'DeepSeek' | 'xAI' | 'TogetherAI' | 'OpenRouter' | 'Ollama' | 'HuggingFace';

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

export type ConfigKey = keyof ConnectorSettings;

/** One connector of a subsystem. */
export interface ConfigEntry {
  /** A connector's name, or the connector itself. */
  readonly Connector: string | Connector;
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
  readonly connectors?: readonly Connector[];
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
  : Given extends { readonly Connector: infer Name extends keyof ConnectorSettings[Key] }
    ? EntryWith<Exact<ConnectorSettings[Key][Name], SettingsIn<Given>>>
    : Given extends { readonly Connector: { readonly settings: infer Fields } }
      ? string extends keyof Fields
        ? Given
        : EntryWith<Exact<Partial<Givens<Fields>>, SettingsIn<Given>>>
      : Given;

/** A configuration without unknown keys, and with the settings of each known connector checked. */
export type Checked<Config> = { readonly [Key in keyof Config]: Key extends ConfigKey ? CheckedEntry<Key, Config[Key]> : Key extends keyof RuntimeConfig ? Config[Key] : never };
