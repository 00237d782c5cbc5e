import { SDK } from 'smyth-runtime';

const agent = new SDK.Agent({ name: 'Helper', model: 'gpt-4' });

// Create persistent conversations
const chat = agent.chat();

// Multi-turn conversation with context
await chat.send('Hello, I need help with data analysis');
await chat.send('Can you analyze this CSV file?');
await chat.send('What trends do you see?');

// Access full conversation history
console.log(chat.history);
/* Prints:
[
  { role: 'user', content: 'Hello, I need help with data analysis' },
  {
    role: 'assistant',
    content: 'This is the offline model: it uses tools and what it is given, and has no knowledge of its own. You said: Hello, I need help with data analysis'
  },
  { role: 'user', content: 'Can you analyze this CSV file?' },
  {
    role: 'assistant',
    content: 'This is the offline model: it uses tools and what it is given, and has no knowledge of its own. You said: Can you analyze this CSV file?'
  },
  { role: 'user', content: 'What trends do you see?' },
  {
    role: 'assistant',
    content: 'This is the offline model: it uses tools and what it is given, and has no knowledge of its own. You said: What trends do you see?'
  }
]
*/
