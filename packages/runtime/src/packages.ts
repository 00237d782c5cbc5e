import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where packages of connectors are looked for: beside this package, then from the folder the program runs in. */
const places = (): string[] => [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json')).href];

/** The address a package is imported by; undefined: it is not installed. */
export function resolvePackage(name: string): string | undefined {
  for (const place of places()) {
    try {
      return pathToFileURL(createRequire(place).resolve(name)).href;
    } catch (error) {
      if ((error as { code?: string }).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return undefined;
}
