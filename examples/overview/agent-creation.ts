import { SDK } from 'smyth-runtime';

// Create an intelligent agent
const agent = new SDK.Agent({
    name: 'DataAnalyst',
    model: 'gpt-4',
    behavior: 'You are an expert data analyst who provides insights from data.',
});

// Add custom skills to your agent
const dataProcessor = agent.addSkill({
    name: 'processData',
    description: 'Analyze and process data',
    process: async (data) => {
        // Your custom logic here
        return { analysis: 'processed', insights: [] };
    },
});

// Use your agent
const result = await agent.prompt('Analyze the sales data for trends');

console.log(result);
console.log(await dataProcessor.call({ data: [1, 2] }));
/* Prints:
processData gave analysis: processed, insights: none.
{ analysis: 'processed', insights: [] }
*/
