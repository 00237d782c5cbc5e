// How do I say exactly what a skill takes? With any Standard Schema, here zod: types, checks and the model's instructions come from it.
import { isSmythError, SDK, SRE } from 'smyth-runtime';
import { z } from 'zod';

const agent = new SDK.Agent({ id: 'till', name: 'Till' });

agent.addSkill({
  name: 'addUp',
  description: 'Add up the prices of a purchase',
  inputs: z.object({ prices: z.array(z.number().positive()).min(1), currency: z.enum(['EUR', 'USD']).default('EUR') }),
  process: ({ prices, currency }) => `${prices.reduce((sum, price) => sum + price, 0)} ${currency}`,
});

console.log(await agent.call('addUp', { prices: [3, 4.5], currency: 'USD' }));
console.log(await agent.prompt('Add up prices 12 and 30 in EUR').run().then(({ toolCalls }) => toolCalls));

try {
  await agent.call('addUp', { prices: [-1] });
} catch (error) {
  if (isSmythError(error)) console.log(error.code);
}

await SRE.stop();
/* Prints:
7.5 USD
[ { id: 'call_1', name: 'addUp', result: '42 EUR' } ]
TOOL_BAD_ARGUMENTS
*/
