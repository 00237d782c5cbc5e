import { AccessCandidate, type CallContext, type Candidate, type CandidateOptions, type Handle, type Kernel, kernelErrors, type PortMap, type Subsystem, type SubsystemMap, suggestion } from '@smyth/kernel';
import { subsystems } from './catalogue.ts';

/** A bound connector, for whoever asks. Handles taken before the runtime is ready wait for it at their first call. */
export interface BoundConnector<C> {
  /** @throws KERNEL_BAD_CANDIDATE, KERNEL_TENANT_MISMATCH at the first call */
  as(caller: Candidate | CallContext): Handle<C>;
  requester(candidate: Candidate): Handle<C>;
  /** A candidate, or the id of a user. */
  user(who: Candidate | string, options?: CandidateOptions): Handle<C>;
  agent(id: string, options?: CandidateOptions): Handle<C>;
  team(id: string, options?: CandidateOptions): Handle<C>;
}

interface Keys {
  Account: 'account';
  Acl: 'acl';
  Cache: 'cache';
  LLM: 'llm';
  NKV: 'nkv';
  Storage: 'storage';
  Vault: 'vault';
}

type Getters = { readonly [Key in keyof Keys as `get${Key}Connector`]: (name?: string) => BoundConnector<SubsystemMap[Keys[Key]]> };

/** The bound connectors by the names of the configuration: `getStorageConnector()`, `getConnector('Storage', 'S3')`. Never a stand-in. */
export interface ConnectorService extends Getters {
  getLogConnector(name?: string): PortMap['log'];
  /** @throws KERNEL_NOT_BOUND for an unknown type at once, for an unknown name at the first call */
  getConnector<Key extends keyof Keys>(type: Key, name?: string): BoundConnector<SubsystemMap[Keys[Key]]>;
  /** Whether it is bound; boots if nobody has. */
  hasConnector(type: keyof Keys | 'Log', name?: string): Promise<boolean>;
}

type GetKernel = () => Promise<Kernel>;

const sharing = ['getACL', 'setACL', 'grant', 'revoke'];

/** Every method of the contract, each of which waits for the runtime and then calls the real handle. */
function lazyHandle(subsystem: Subsystem, real: () => Promise<object>): Record<string, unknown> {
  const methods = subsystem.kind === 'resource' ? [...Object.keys(subsystem.policy), ...sharing] : [];
  return Object.fromEntries(
    methods.map((method) => [
      method,
      async (...args: unknown[]): Promise<unknown> => {
        const handle = (await real()) as Record<string, (...args: unknown[]) => unknown>;
        return handle[method]?.(...args);
      },
    ]),
  );
}

function boundConnector(getKernel: GetKernel, subsystem: Subsystem, name: string | undefined): BoundConnector<never> {
  const as = (caller: Candidate | CallContext): Handle<never> => {
    let handle: Promise<object> | undefined;
    const real = (): Promise<object> => (handle ??= getKernel().then(({ connectors }) => connectors.get(subsystem.name as never, name).as(caller)));
    return lazyHandle(subsystem, real) as unknown as Handle<never>;
  };
  return Object.freeze({
    as,
    requester: as,
    user: (who: Candidate | string, options?: CandidateOptions) => as(typeof who === 'string' ? AccessCandidate.user(who, options) : who),
    agent: (id: string, options?: CandidateOptions) => as(AccessCandidate.agent(id, options)),
    team: (id: string, options?: CandidateOptions) => as(AccessCandidate.team(id, options)),
  });
}

const isKnown = (type: string): boolean => subsystems.some(({ key, name }) => key === type && name !== 'home');

function findSubsystem(type: string): Subsystem {
  const found = isKnown(type) ? subsystems.find(({ key }) => key === type) : undefined;
  if (found) return found;
  const known = subsystems.filter(({ name }) => name !== 'home').map(({ key }) => key);
  throw kernelErrors.NOT_BOUND({ subsystem: `${type} (${suggestion(type, known)})`, bound: known });
}

export function createConnectorService(getKernel: GetKernel): ConnectorService {
  const getConnector = (type: string, name?: string): BoundConnector<never> => boundConnector(getKernel, findSubsystem(type), name);
  const resources = subsystems.filter(({ kind }) => kind === 'resource');
  const getters = Object.fromEntries(resources.map(({ key }) => [`get${key}Connector`, (name?: string) => getConnector(key, name)]));
  return Object.freeze({
    ...getters,
    getConnector,
    getLogConnector: (name?: string): PortMap['log'] => ({
      log(entry) {
        // A log line waits for nobody and fails nobody.
        getKernel().then(
          ({ connectors }) => connectors.port('log', name).log(entry),
          () => undefined,
        );
      },
    }),
    async hasConnector(type: string, name?: string): Promise<boolean> {
      const names = (await getKernel()).connectors.names(findSubsystem(type).name);
      return name === undefined ? names.length > 0 : names.includes(name);
    },
  }) as unknown as ConnectorService;
}
