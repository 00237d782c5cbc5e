import { SRE, SDK } from 'smyth-runtime';

// Initialize with minimal config
const sre = SRE.init({
    Cache: { Connector: 'RAM' },
    Storage: { Connector: 'Local' },
    Log: { Connector: 'ConsoleLog' },
});

await sre.ready();

// Create an LLM instance
const llm = new SDK.LLM('OpenAI', { model: 'gpt-4' });

// Stream responses
const eventEmitter = await llm.prompt('Hello, world!').stream();
eventEmitter.on('content', console.log);
/* Prints:
This 
is 
the 
offline 
model: 
it 
uses 
tools 
and 
what 
it 
is 
given, 
and 
has 
no 
knowledge 
of 
its 
own. 
You 
said: 
Hello, 
world!
*/
