import { isSmythError } from 'smyth-runtime';
import { demo } from './demo/demo.ts';
import { runNew } from './new/new.ts';

const usage = `Usage: smyth demo [--json] ["your question"]
       smyth new connector <subsystem>/<name> [folder] [--json]`;

async function main([verb, ...args]: readonly string[]): Promise<number> {
  if (verb === 'demo') return demo(args, process.stdout);
  if (verb === 'new') return runNew(args, process.stdout);
  process.stderr.write(`${verb === undefined ? 'Nothing was asked.' : `"${verb}" is not a verb.`}\n${usage}\n`);
  return 2;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // What has a code says itself what to do; anything else is a bug, and its stack helps.
  process.stderr.write(`${isSmythError(error) ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
