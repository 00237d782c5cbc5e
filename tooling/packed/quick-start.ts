import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Manifest } from '../structure/workspace.ts';

export interface QuickStart {
  readonly title: string;
  readonly code: string;
  /** What it imports besides the umbrella, at the versions the examples use. */
  readonly dependencies: Record<string, string>;
}

const packageOf = (specifier: string) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;

/** The first TypeScript block of a Markdown text. */
export const firstSnippet = (markdown: string): string | undefined => /^```(?:ts|typescript)\b[^\n]*\n([\s\S]*?)^```/m.exec(markdown)?.[1];

export function importedPackages(code: string): string[] {
  const specifiers = [...code.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*['"]([^'"]+)['"]/g)].map(([, specifier = '']) => specifier);
  return [...new Set(specifiers.filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier)).map(packageOf))];
}

export function findQuickStart(root: string, umbrella: string): QuickStart {
  const readme = join(root, 'README.md');
  const snippet = existsSync(readme) ? firstSnippet(readFileSync(readme, 'utf8')) : undefined;
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'examples/package.json'), 'utf8')) as Manifest;
  const code = snippet ?? `import * as runtime from '${umbrella}';\nif (typeof runtime !== 'object') throw new Error('nothing is exported');\n`;
  const others = importedPackages(code).filter((name) => name !== umbrella);
  return {
    title: snippet ? 'quick start of the README' : `import of ${umbrella} (the README has no snippet)`,
    code,
    dependencies: Object.fromEntries(others.map((name) => [name, dependencies[name] ?? '*'])),
  };
}
