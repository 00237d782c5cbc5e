// What does an agent really touch? Put an observer before the connectors: it sees every call, refusals too.
import { AccessCandidate, createRuntime } from 'smyth-runtime';

await using runtime = createRuntime({
  interceptors: [
    {
      name: 'watcher',
      stage: 'observe',
      after: ({ subsystem, method, context }, outcome) => console.log(`${context.candidate} ${subsystem}.${method}: ${'error' in outcome ? 'refused' : 'done'}`),
    },
  ],
  Access: { deny: [{ to: 'agent:intern', use: 'llm:*' }] },
});

const storage = runtime.connectors.getStorageConnector();
await storage.agent('clerk').write('minutes.txt', 'We met.');
await storage.requester(AccessCandidate.agent('intern')).read('smythfs://clerk.agent/minutes.txt').catch(() => undefined);
await new runtime.sdk.Agent({ id: 'intern', name: 'Intern', model: 'offline' }).prompt('Hello').run().catch(() => undefined);
/* Prints:
agent:clerk storage.write: done
agent:intern storage.read: refused
agent:intern llm.stream: refused
*/
