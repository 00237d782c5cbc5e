import { resolve } from 'node:path';
import { boot, checkConfiguration, type Entry, isConnector, type Kernel, kernelErrors, type Problem } from '@smyth/kernel';
import { createInference } from '@smyth/models';
import { createSdk, type Sdk, type Services } from '@smyth/sdk';
import { envVault, homeFolder } from '@smyth/subsystems';
import { subsystems } from './catalogue.ts';
import type { Checked, RuntimeConfig } from './config.ts';
import { loadEntries, type Named, readConfig } from './entries.ts';
import { allowsDevConnectors, isOffline, readEnvironment } from './environment.ts';
import { type ConnectorService, createConnectorService } from './connector-service.ts';

/** A runtime of its own: two in one process share nothing but the home, where they were given the same one. */
export interface Runtime extends AsyncDisposable {
  readonly sdk: Sdk;
  readonly connectors: ConnectorService;
  /** Loads what the configuration names, checks every setting, then boots; later calls give the same promise. Rejects with the boot error. */
  ready(): Promise<Kernel>;
  /** Releases everything. A runtime that never booted has nothing to release. */
  stop(): Promise<void>;
}

/** @throws KERNEL_BAD_CONFIG */
function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw kernelErrors.BAD_CONFIG({ problems });
}

/** What is no folder was found to be a problem before; here it only must not throw. */
const homeEntry = (home: unknown = '.smyth'): Entry => ({
  connector: homeFolder,
  settings: typeof home === 'string' ? { folder: resolve(home) } : {},
  where: 'home',
});

/** The environment's vault sees the keys of the environment and nothing else of it, unless the operator says what it is to see. */
function withVariables(entry: Entry, environment: Readonly<Record<string, string | undefined>>): Entry {
  if (entry.connector !== envVault || entry.settings?.['variables'] !== undefined) return entry;
  const variables = Object.fromEntries(Object.entries(environment).filter(([name]) => name.endsWith('_API_KEY')));
  return { ...entry, settings: { ...entry.settings, variables } };
}

/** What is wrong with the entries whose connectors are here already: settings, defaults, needs. The rest shows once packages are loaded. */
function knownProblems(config: RuntimeConfig, named: readonly Named[]): readonly Problem[] {
  const environment = readEnvironment();
  const use = named.flatMap(({ connector, ...entry }) => (isConnector(connector) ? [{ ...entry, connector }] : []));
  const allowDevConnectors = config.allowDevConnectors ?? allowsDevConnectors(environment);
  return checkConfiguration({ subsystems, use: [homeEntry(config.home), ...use.map((entry) => withVariables(entry, environment))], environment, allowDevConnectors, access: config.Access ?? {} });
}

async function start(config: RuntimeConfig, named: readonly Named[]): Promise<Services> {
  const environment = readEnvironment();
  const { entries, problems } = await loadEntries(named);
  refuse(problems);
  const kernel = await boot({
    subsystems,
    use: [homeEntry(config.home), ...entries.map((entry) => withVariables(entry, environment))],
    environment,
    allowDevConnectors: config.allowDevConnectors ?? allowsDevConnectors(environment),
    ...(config.Access === undefined ? {} : { access: config.Access }),
    ...(config.interceptors === undefined ? {} : { interceptors: config.interceptors }),
  });
  const onFallbackOffline = (): void =>
    kernel.connectors.port('log').log({
      level: 'warn',
      source: 'models',
      message: 'No model was named and no provider has a key, so the offline model answers. Set OPENAI_API_KEY for a real one, or SMYTH_OFFLINE=1 to say that this is meant.',
    });
  return { kernel, inference: createInference({ connectors: kernel.connectors, offline: isOffline(environment), onFallbackOffline }) };
}

/** A runtime as the SDK and the default runtime hold it. */
export interface OpenRuntime {
  /** Boots when it has not yet; every call gives the same promise. */
  services(): Promise<Services>;
  stop(): Promise<void>;
}

/** @throws KERNEL_BAD_CONFIG for unknown keys, unknown connectors and wrong shapes, all of them in one error */
export function openRuntime(config: RuntimeConfig): OpenRuntime {
  const { named, problems } = readConfig(config);
  refuse([...problems, ...knownProblems(config, named)]);
  let booting: Promise<Services> | undefined;
  let stopping: Promise<void> | undefined;
  return {
    services() {
      if (stopping) return Promise.reject(kernelErrors.STOPPED({}));
      if (booting === undefined) {
        booting = start(config, named);
        // Whoever uses the runtime first is told; a boot that nobody waits for must not end the process.
        booting.catch(() => undefined);
      }
      return booting;
    },
    stop: () =>
      (stopping ??= (async () => {
        const started = await booting?.catch(() => undefined);
        await started?.kernel.stop();
      })()),
  };
}

/**
 * Describes a runtime of its own; it boots at `ready()`, or when something of it is first used.
 * @throws KERNEL_BAD_CONFIG for everything that can be seen to be wrong without loading a package, in one error
 */
export function createRuntime<const Config extends RuntimeConfig>(config?: Config & Checked<Config>): Runtime {
  const { services, stop } = openRuntime(config ?? {});
  const ready = async (): Promise<Kernel> => (await services()).kernel;
  return Object.freeze({ sdk: createSdk(services), connectors: createConnectorService(ready), ready, stop, [Symbol.asyncDispose]: stop });
}
