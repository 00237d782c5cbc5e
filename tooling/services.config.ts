import { dirname } from 'node:path';
import { defineConfig } from 'vitest/config';
import base from '../vitest.config.ts';

/** Tests that need a real server; `npm run test:services` starts it and says in the environment where it is. */
export default defineConfig({
  ...base,
  root: dirname(import.meta.dirname),
  test: {
    include: ['packages/**/*.services.test.ts', 'apps/**/*.services.test.ts', 'tooling/**/*.services.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 20_000,
  },
});
