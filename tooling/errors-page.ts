// docs/errors.md, from the tables of every package. `errors-page.ts` compares, `--write` writes it.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { collectErrors } from './errors-page/collect-errors.ts';
import { renderErrors } from './errors-page/render-errors.ts';

const root = dirname(import.meta.dirname);
const page = join(root, 'docs/errors.md');
const text = renderErrors(await collectErrors(root));

if (process.argv.includes('--write')) {
  writeFileSync(page, text);
  console.log('Wrote docs/errors.md');
} else if (readFileSync(page, 'utf8') !== text) {
  console.error('docs/errors.md is not what the tables say. Run: npm run errors');
  process.exitCode = 1;
}
