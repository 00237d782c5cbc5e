import { SDK } from 'smyth-runtime';

const agent = new SDK.Agent({ name: 'Forecaster', model: 'gpt-4' });

// Define a custom skill
const weatherSkill = agent.addSkill({
    name: 'getWeather',
    description: 'Get current weather for a location',
    ai_exposed: true, // Available to LLM as a tool
    process: async (location) => {
        // Your weather API logic
        return { temperature: 72, condition: 'sunny' };
    },
});

// Agent automatically uses it as a tool
const response = await agent.prompt("What's the weather in Paris?");
// Agent will automatically call your weather skill!

console.log(weatherSkill.inputs);
console.log(response);
/* Prints:
{
  type: 'object',
  properties: { location: { type: 'string' } },
  required: [ 'location' ],
  additionalProperties: false
}
getWeather gave temperature: 72, condition: sunny.
*/
