import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A `ts` block of a page, and the `text` block after it, where there is one: what it prints. */
export interface Snippet {
  /** Page and number, e.g. `README.md 2`. */
  readonly name: string;
  readonly source: string;
  readonly prints: string | undefined;
  /** It needs a real server, and is run by the ring that starts one. */
  readonly needsServices: boolean;
  /** The folder in which its imports are found: guides are for those who write packages, and run in one. */
  readonly place: string;
}

const root = join(import.meta.dirname, '../..');
const block = /^```ts( services)?\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm;

/** Every `ts` block of a page, in order. */
export async function snippetsOf(page: string): Promise<Snippet[]> {
  const text = await readFile(join(root, page), 'utf8');
  return [...text.matchAll(block)].map(([, services, source = '', prints], i) => ({ name: `${page} ${i + 1}`, source, prints, needsServices: services !== undefined, place: page.startsWith('docs/guides/') ? 'examples/acme-cache' : 'examples' }));
}

/** Pages whose snippets are run. */
export const pages = ['README.md', 'docs/errors.md', 'docs/guides/add-a-connector.md', 'docs/guides/access-control.md', 'docs/guides/testing.md'];
