// How do I use a connector from a package of my own? Name it once in `connectors`; then it is configured like any other, its settings typed.
import { acmeCache } from './acme-cache/src/index.ts';
import { ConnectorService, SRE } from 'smyth-runtime';

const start = () => SRE.init({ connectors: [acmeCache], Cache: { Connector: 'Acme', Settings: { file: 'acme/cache.jsonl' } } });

start();
await ConnectorService.getCacheConnector().agent('a1').set('greeting', 'hello', { ttl: 60 });
await SRE.stop();

// It is a file, so that the next runtime finds what the last one kept; and it is still a1's alone.
start();
const cache = ConnectorService.getCacheConnector();
console.log(await cache.agent('a1').get('greeting'), await cache.agent('a2').get('greeting'));
await SRE.stop();

// @ts-expect-error -- the package says what its settings are, and the compiler holds us to it
const misspelt = () => SRE.init({ connectors: [acmeCache], Cache: { Connector: 'Acme', Settings: { flie: 'cache.jsonl' } } });
try {
  misspelt();
} catch (error) {
  console.log((error as Error).message);
}
/* Prints:
hello undefined
KERNEL_BAD_CONFIG: 2 things are wrong in the configuration; nothing was started.
  - Cache.Settings.flie: flie is not known. Did you mean "file"? Settings of Acme: file.
  - Cache.Settings.file: file is missing; expected a text. The file, relative to the working directory; it and its folder are made.
*/
