import { SRE, SDK } from 'smyth-runtime';

// Simple setup - great for development and prototyping
const sre = SRE.init({
    Cache: { Connector: 'RAM' }, // In-memory caching
    Storage: { Connector: 'Local' }, // Local filesystem
    Account: { Connector: 'DummyAccount' }, // No authentication
    Log: { Connector: 'ConsoleLog' }, // Console output
});

// Your business logic with SDK
const agent = new SDK.Agent({ name: 'MyAgent', model: 'gpt-4' });
const result = await agent.prompt('Process this data');

console.log(result);
await sre.stop();
/* Prints:
This is the offline model: it uses tools and what it is given, and has no knowledge of its own. You said: Process this data
*/
