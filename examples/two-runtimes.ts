// Can one process run two products? Yes: each runtime has its own connectors, rules and home.
import { createRuntime } from 'smyth-runtime';

await using shop = createRuntime({ home: false, LLM: { Connector: 'Echo' } });
await using lab = createRuntime({ home: false });

await shop.connectors.getCacheConnector().agent('a1').set('mode', 'shop');
console.log(await lab.connectors.getCacheConnector().agent('a1').get('mode'));
console.log(await new shop.sdk.Agent({ id: 'a1', name: 'Parrot' }).prompt('Polly wants a cracker'));
/* Prints:
undefined
Polly wants a cracker
*/
