import { dirname } from 'node:path';
import { defineConfig } from 'vitest/config';
import base from '../vitest.config.ts';

/** Tests that kill processes and fail disks; `npm run test:crash`. As many at a time as there are stores: each mostly waits for its disk. */
export default defineConfig({
  ...base,
  root: dirname(import.meta.dirname),
  test: {
    include: ['packages/**/*.crash.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['tooling/crash-setup.ts'],
    testTimeout: 60_000,
    maxWorkers: 4,
    disableConsoleIntercept: true,
  },
});
