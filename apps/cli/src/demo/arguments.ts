export interface DemoArguments {
  readonly json: boolean;
  readonly question: string;
}

export const defaultQuestion = 'What is the weather in Paris? Then take a note to bring an umbrella.';

/** The arguments, or what is wrong with them. */
export function parseArguments(args: readonly string[]): DemoArguments | { readonly problem: string } {
  const unknown = args.find((arg) => arg.startsWith('--') && arg !== '--json' && arg !== '--');
  if (unknown !== undefined) return { problem: `Unknown option ${unknown}. There is --json; everything else is the question.` };
  const question = args.filter((arg) => !arg.startsWith('--')).join(' ').trim();
  return { json: args.includes('--json'), question: question === '' ? defaultQuestion : question };
}
