import type { Agent, Runtime } from 'smyth-runtime';

const weather: Readonly<Record<string, { readonly celsius: number; readonly sky: string }>> = {
  paris: { celsius: 18, sky: 'light rain' },
  cairo: { celsius: 31, sky: 'clear' },
  oslo: { celsius: 4, sky: 'snow' },
};

/** A small agent with two skills: one that knows something, and one that keeps something, through the kernel. */
export function createConcierge({ sdk, connectors }: Runtime): Agent {
  const agent = new sdk.Agent({
    id: 'concierge',
    name: 'Concierge',
    behavior: 'You are a concierge. Use your skills, answer in one or two sentences, and say where a figure comes from.',
  });
  agent.addSkill({
    name: 'getWeather',
    description: 'Get the current weather in a city',
    process: ({ city }) => weather[String(city).toLowerCase()] ?? { celsius: 21, sky: 'sunny' },
  });
  agent.addSkill({
    name: 'takeNote',
    description: 'Write down a note so that it can be remembered later',
    async process({ text }, { candidate }) {
      await connectors.getStorageConnector().requester(candidate).write('notes/latest.txt', text);
      return { savedAs: 'notes/latest.txt' };
    },
  });
  return agent;
}
