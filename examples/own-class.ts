// I think in classes; must I unlearn it? No: extend CacheConnector. Each method gets a key and `io`; one you leave out is refused by name.
import { CacheConnector, ConnectorService, isSmythError, number, SRE } from 'smyth-runtime';

class WordCache extends CacheConnector {
  static settings = { limit: number({ min: 1 }).default(100) };
  name = 'Words';
  #kept = new Map<string, string>();
  #limit = 0;

  start({ settings }: { settings: { limit: number } }) {
    this.#limit = settings.limit;
  }

  async get(key: string) {
    return this.#kept.get(key);
  }

  async set(key: string, value: unknown) {
    if (this.#kept.size < this.#limit) this.#kept.set(key, String(value));
  }
}

ConnectorService.register('Cache', 'Words', WordCache);
SRE.init({ Cache: { Connector: 'Words', Settings: { limit: 10 } } });

const cache = ConnectorService.getCacheConnector().agent('a1');
await cache.set('greeting', 'hello');
console.log(await cache.get('greeting'));
await cache.exists('greeting').catch((error) => console.log(isSmythError(error) && error.message));
await SRE.stop();
/* Prints:
hello
CACHE_UNSUPPORTED: Words has no exists. Look at its capabilities before calling, or bind a connector that has it.
*/
