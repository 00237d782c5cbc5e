/** Something the person at the terminal can put right: what is wrong, what to do, and what the tool said. */
export class Failure extends Error {
  constructor(problem, fix, output = '') {
    super(problem);
    this.fix = fix;
    this.output = output;
  }
}

export const say = (text) => process.stderr.write(`${text}\n`);

export function print({ message, fix, output }) {
  const tail = output.trim().split('\n').slice(-15).join('\n');
  if (tail) say(tail);
  say(`\n${message}\n  ${fix}`);
}
