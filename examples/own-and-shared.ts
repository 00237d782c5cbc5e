// Who can read what an agent writes? Only that agent, until it shares it; what it takes back is closed on the next call.
import { AccessCandidate, ConnectorService, hasCode, SRE } from 'smyth-runtime';

const storage = ConnectorService.getStorageConnector();
const alice = AccessCandidate.agent('alice');
const bob = AccessCandidate.agent('bob');
const report = 'smythfs://alice.agent/report.txt';

const tryToRead = async (): Promise<string> => {
  try {
    return String(await storage.requester(bob).read(report));
  } catch (error) {
    if (hasCode(error, 'KERNEL_ACCESS_DENIED')) return error.code;
    throw error;
  }
};

await storage.requester(alice).write('report.txt', 'Sales are up.');
console.log(await tryToRead());

await storage.requester(alice).grant('report.txt', bob, 'read');
console.log(await tryToRead());

await storage.requester(alice).revoke('report.txt', bob);
console.log(await tryToRead());

await SRE.stop();
/* Prints:
KERNEL_ACCESS_DENIED
Sales are up.
KERNEL_ACCESS_DENIED
*/
