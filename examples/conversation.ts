// How does an agent remember what was said? In a chat; its history is plain data.
import { SDK, SRE } from 'smyth-runtime';

const agent = new SDK.Agent({ id: 'librarian', name: 'Librarian' });
agent.addSkill({ name: 'findBook', description: 'Find a book by its author', process: ({ author }) => ({ title: 'Emma', author }) });

const chat = agent.chat();
console.log(await chat.send('The reading room opens at nine.'));
console.log(await chat.send('When does the reading room open?'));
console.log(await chat.send('Find a book by the author Jane Austen'));
for (const entry of chat.history) console.log(entry.role);

await SRE.stop();
/* Prints:
This is the offline model: it uses tools and what it is given, and has no knowledge of its own. You said: The reading room opens at nine.
From what I was given: The reading room opens at nine.
findBook gave title: Emma, author: Jane Austen.
user
assistant
user
assistant
user
assistant
tool
assistant
*/
