/** One way to do the work of a figure; every one does the same, with the same words, against the same server. */
export interface Contender {
  /** Two model calls with one tool call between them; gives the text of the answer. */
  readonly turn?: () => Promise<string>;
  /** Reads one long streamed answer to its end; gives its text. */
  readonly stream?: () => Promise<string>;
}

export type OpenContender = (baseURL: string) => Contender | Promise<Contender>;

export const apiKey = 'test-key';
export const model = 'gpt-bench';
export const behavior = 'You help travellers. Use the tools you have.';
export const question = 'What is the weather in Paris?';
export const story = 'Tell me a long story.';

export const weather = { name: 'getWeather', description: 'Get the current weather in a city' };
export const weatherSchema = { type: 'object' as const, properties: { city: { type: 'string' as const } }, required: ['city'], additionalProperties: false };
export const getWeather = ({ city }: { city: string }): object => ({ city, celsius: 18, sky: 'light rain' });

export const answer = 'It is 18 degrees in Paris, with light rain.';
/** 2,000 tokens of four characters, one a frame. */
export const longAnswer = 'word'.repeat(2000);
