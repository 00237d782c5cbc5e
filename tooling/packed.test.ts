import { expect, test } from 'vitest';
import { findOwnTypeErrors } from './packed/consumer.ts';
import { firstSnippet, importedPackages } from './packed/quick-start.ts';

test('the quick start is the first TypeScript block', () => {
  const markdown = "# Title\n```sh\nnpm start\n```\n\n```ts quick-start\nconst a = 1;\nconst b = '```';\n```\n```ts\nlater;\n```\n";
  expect(firstSnippet(markdown)).toBe("const a = 1;\nconst b = '```';\n");
});

test('a text without a TypeScript block has none', () => {
  expect(firstSnippet('```tsx\nno;\n```\n```sh\nnpm start\n```\n')).toBeUndefined();
});

test('what a snippet imports is installed with it', () => {
  const code = "import { SRE } from 'smyth-runtime';\nimport z from \"zod/v4\";\nimport '@smyth/redis';\nimport fs from 'node:fs';\nimport path from 'path';\nimport './local.ts';\nconst p = await import('pino');\n";
  expect(importedPackages(code)).toEqual(['smyth-runtime', 'zod', '@smyth/redis', 'pino']);
});

test("type errors in other people's declarations are not ours", () => {
  const output = ['types.ts(1,1): error TS2307: x', 'node_modules/@smyth/kernel/dist/index.d.ts(1,1): error TS2304: x', 'node_modules/@ai-sdk/provider/dist/index.d.ts(1,82): error TS7016: x', 'error TS5023: Unknown option'];
  expect(findOwnTypeErrors(output.join('\n'), ['@smyth/kernel'])).toEqual([output[0], output[1], output[3]]);
});
