import { isDeepStrictEqual } from 'node:util';
import { type Connector, isConnector, type Kernel, kernelErrors } from '@smyth/kernel';
import { type ConnectorClass, createSdk, type Sdk, type Services } from '@smyth/sdk';
import type { Checked, RuntimeConfig } from './config.ts';
import { type ConnectorService as Bound, createConnectorService } from './connector-service.ts';
import { isProblem, readConnector } from './entries.ts';
import { type OpenRuntime, openRuntime } from './runtime.ts';
import { version } from './version.ts';

// The only mutable state of all our packages: which runtime this process runs, and the connectors registered for it.
let current: { readonly config: RuntimeConfig; readonly runtime: OpenRuntime } | undefined;
const registered: Connector[] = [];

/** The process's runtime as `SRE.init` gives it. */
export interface RunningRuntime extends AsyncDisposable {
  /** Boots; resolves once everything is ready, and rejects with the boot error. */
  ready(): Promise<Kernel>;
  /** Releases everything; `SRE.init` works again afterwards. Idempotent. */
  stop(): Promise<void>;
}

function open(config: RuntimeConfig): OpenRuntime {
  const all: RuntimeConfig = { ...config, connectors: [...(config.connectors ?? []), ...registered] };
  const runtime = openRuntime(all);
  current = { config, runtime };
  return runtime;
}

/** Whoever uses the runtime before anybody configured it gets the embedded defaults. */
const services = (): Promise<Services> => (current?.runtime ?? open({})).services();

async function stop(runtime: OpenRuntime | undefined): Promise<void> {
  try {
    await runtime?.stop();
  } finally {
    if (current?.runtime === runtime) current = undefined;
  }
}

function init<const Config extends RuntimeConfig>(config?: Config & Checked<Config>): RunningRuntime {
  const given: RuntimeConfig = config ?? {};
  if (current !== undefined && !isDeepStrictEqual(current.config, given)) throw kernelErrors.ALREADY_BOOTED({});
  const runtime = current?.runtime ?? open(given);
  const stopThis = (): Promise<void> => stop(runtime);
  return Object.freeze({ ready: async () => (await runtime.services()).kernel, stop: stopThis, [Symbol.asyncDispose]: stopThis });
}

/** The runtime of this process. */
export const SRE = Object.freeze({
  version,
  /**
   * Describes it and returns at once; it boots at `ready()`, or when something is first used. Without a config: the embedded defaults.
   * The same config again gives the same runtime.
   * @throws KERNEL_BAD_CONFIG with everything that is wrong, KERNEL_ALREADY_BOOTED when it runs with another config
   */
  init,
  /** Boots what was configured, or the embedded defaults. */
  ready: async (): Promise<Kernel> => (await services()).kernel,
  /** Releases everything, if there is anything. */
  stop: (): Promise<void> => stop(current?.runtime),
});

/** Agents and models on the runtime of this process. */
export const SDK: Sdk = createSdk(services);

export interface ConnectorService extends Bound {
  /**
   * Makes a connector known under a name, to be used in the `SRE.init` that follows.
   * @throws KERNEL_ALREADY_BOOTED once the runtime runs, KERNEL_BAD_CONFIG when it is no connector of that type
   */
  register(type: string, name: string, connector: Connector | ConnectorClass): void;
}

function register(type: string, name: string, given: Connector | ConnectorClass): void {
  if (current !== undefined) throw kernelErrors.ALREADY_BOOTED({});
  const where = `ConnectorService.register(${type}, ${name})`;
  const connector = readConnector(given, where);
  if (!isConnector(connector) || connector.subsystem !== type.toLowerCase()) {
    const fix = `Pass what defineConnector({ subsystem: '${type.toLowerCase()}', … }) returned, or a class that extends ${type}Connector.`;
    throw kernelErrors.BAD_CONFIG({ problems: [isProblem(connector) ? connector : { where, says: `It is not a ${type} connector.`, fix }] });
  }
  const { subsystem, settings, start } = connector;
  registered.push(Object.freeze({ ...connector, subsystem, settings, start, id: name }));
}

/** The connectors of the runtime of this process. */
export const ConnectorService: ConnectorService = Object.freeze({ ...createConnectorService(async () => (await services()).kernel), register });
