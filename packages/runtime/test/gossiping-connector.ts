import { type Connector, defineErrors, type Secret, secret, type StartContext } from '@smyth/kernel';
import { canaries, gossip } from './canaries.ts';

/** The setting that holds a canary, and the variable it may come from. */
export const keyOf = (index: number): string => `key${index}`;
export const variableOf = (index: number): string => `GOSSIP_KEY_${index}`;

const gossipErrors = defineErrors('GOSSIP', {
  TOLD: { category: 'internal', says: (d: { told: string; list: readonly unknown[] }) => `It was told: ${d.told}.`, fix: (d: { told: string }) => `Forget ${d.told}.` },
});

/** An error as clients throw them: the secret in its message, in what was sent, in what caused it, and in the errors it gathers. */
export const gossipingError = (said: string): Error =>
  Object.assign(new TypeError(`refused: ${said}`, { cause: new AggregateError([new Error(said), said], said, { cause: { said, deep: [{ [said]: said }] } }) }), {
    code: 'E_REFUSED',
    config: { headers: { authorization: said } },
    request: new URL(`https://user:${encodeURIComponent(said.slice(0, 500))}@example.com`),
    sent: Buffer.from(said),
  });

type Settings = Readonly<Record<string, Secret | undefined>>;
type When = 'failing' | 'failing to stop';

/** A connector that has every canary as a setting, and tells them all in every error: of its start, its calls, its end. */
export const gossipingConnector = (when?: When, subsystem = 'cache'): Connector => ({
  subsystem,
  id: 'Gossip',
  settings: Object.fromEntries(canaries.map((_, i) => [keyOf(i), secret().optional()])),
  env: Object.fromEntries(canaries.map((_, i) => [keyOf(i), variableOf(i)])),
  start({ settings, sources, defer }: StartContext<Settings>) {
    const revealed = Object.values(settings).map((key) => ({ name: '', value: key?.reveal() ?? '' }));
    const said = (revealed.length > 0 ? revealed : canaries).map(gossip).join('\n');
    const from = [...new Set(Object.values(sources))].join();
    if (when === 'failing') return Promise.reject(Object.assign(gossipingError(said), { message: `keys from ${from}: ${said}` }));
    if (when === 'failing to stop') defer(() => Promise.reject(gossipingError(said)));
    return {
      get: () => Promise.reject(gossipingError(said)),
      exists: () => Promise.reject(gossipErrors.TOLD({ told: said, list: [{ said }, [said]] }, { cause: gossipingError(said) })),
    };
  },
});
