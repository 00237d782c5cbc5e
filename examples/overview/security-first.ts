import { AccessCandidate, ConnectorService, SRE } from 'smyth-runtime';

const agentId = 'a1';
const content = '{"total":3}';

// Example: Agent requesting storage access
const candidate = AccessCandidate.agent(agentId);
const storage = ConnectorService.getStorageConnector().user(candidate);
await storage.write('data.json', content);

console.log(String(await storage.read('data.json')));
await SRE.stop();
/* Prints:
{"total":3}
*/
