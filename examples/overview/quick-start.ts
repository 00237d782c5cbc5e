import { SRE, SDK } from 'smyth-runtime';

// 1. Initialize SRE (one-time setup)
const sre = SRE.init({
    Cache: { Connector: 'RAM' },
    Storage: { Connector: 'Local' },
    Log: { Connector: 'ConsoleLog' },
});
await sre.ready();

// 2. Create an LLM with simple API
const llm = new SDK.LLM('OpenAI', {
    model: 'gpt-4',
    temperature: 0.7,
});

// 3. Instant AI responses
const response = await llm.prompt('Explain quantum computing');
console.log(response);

// 4. Streaming responses
const stream = await llm.prompt('Write a story').stream();
stream.on('content', (chunk) => process.stdout.write(chunk));
/* Prints:
This is the offline model: it uses tools and what it is given, and has no knowledge of its own. You said: Explain quantum computing
This is the offline model: it uses tools and what it is given, and has no knowledge of its own. You said: Write a story
*/
