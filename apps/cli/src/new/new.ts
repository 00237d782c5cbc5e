import { isSmythError } from 'smyth-runtime';
import { newErrors } from './errors.ts';
import { newConnector } from './new-connector.ts';

interface Output {
  write(text: string): unknown;
}

interface NewArguments {
  readonly target: string | undefined;
  readonly folder: string | undefined;
  readonly json: boolean;
}

/** @throws NEW_NO_KIND, NEW_BAD_ARGUMENT */
export function parseNewArguments(args: readonly string[]): NewArguments {
  const [kind, target, folder, ...rest] = args.filter((arg) => arg !== '--json');
  if (kind !== 'connector') throw newErrors.NO_KIND({ given: kind === undefined ? 'Nothing' : `"${kind}"` });
  const wrong = rest[0] ?? [target, folder].find((arg) => arg?.startsWith('-'));
  if (wrong !== undefined) throw newErrors.BAD_ARGUMENT({ given: wrong });
  return { target, folder, json: args.includes('--json') };
}

/** `smyth new connector cache/acme [folder]`: a package of its own. Gives the exit code. */
export async function runNew(args: readonly string[], out: Output): Promise<number> {
  try {
    const { target, folder: given, json } = parseNewArguments(args);
    const { folder, files } = await newConnector({ target, folder: given, layout: 'standalone' });
    const lines = [`Wrote ${folder}`, ...files.map((file) => `  ${file}`), 'next', `  cd ${folder}`, '  npm install', '  npm test'];
    out.write(json ? `${JSON.stringify({ folder, files })}\n` : `${lines.join('\n')}\n`);
    return 0;
  } catch (error) {
    if (!isSmythError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.category === 'invalid' ? 2 : 1;
  }
}
