// How do I put my own store under the kernel? One object; keys arrive derived and checked, access is judged before it is called.
import { createRuntime, defineConnector, number } from 'smyth-runtime';

const mapCache = defineConnector({
  subsystem: 'cache',
  id: 'Map',
  settings: { limit: number({ min: 1 }).default(100) },
  start({ settings }) {
    const kept = new Map<string, never>();
    return {
      get: async (key) => kept.get(key),
      async set(key, value) {
        if (kept.size < settings.limit) kept.set(key, value as never);
        console.log('kept as', key);
      },
    };
  },
});

await using runtime = createRuntime({ Cache: { Connector: mapCache, Settings: { limit: 10 } } });
const cache = runtime.connectors.getCacheConnector();
await cache.agent('a1').set('Greeting', 'hello');
console.log(await cache.agent('a1').get('Greeting'), await cache.agent('a2').get('Greeting'));
/* Prints:
kept as default/agent/a1/%47reeting
hello undefined
*/
