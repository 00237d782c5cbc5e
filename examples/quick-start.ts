// How does an agent use something I wrote? Give it a skill; it calls it when a question asks for it.
import { SDK, SRE } from 'smyth-runtime';

const agent = new SDK.Agent({ id: 'guide', name: 'Guide', behavior: 'You help travellers.' });

agent.addSkill({
  name: 'getWeather',
  description: 'Get the current weather in a city',
  process: ({ city }) => ({ city, celsius: 18, sky: 'light rain' }),
});

const stream = await agent.prompt('What is the weather in Paris?').stream();
stream.on('toolCall', ({ name, args }) => console.log('calls', name, args));
stream.on('toolResult', ({ name }) => console.log('has the result of', name));
console.log(await stream.text);

await SRE.stop();
/* Prints:
calls getWeather { city: 'Paris' }
has the result of getWeather
getWeather gave city: Paris, celsius: 18, sky: light rain.
*/
