import { defineConfig } from 'vitest/config';

// Tests read the sources, so nothing has to be built first.
const conditions = ['smyth-source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    maxWorkers: '100%',
    // Many tests start processes; on a busy machine that takes its time, and none of them is about how long.
    testTimeout: 30_000,
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'examples/**/*.test.ts', 'tooling/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.services.test.ts', '**/*.crash.test.ts'],
  },
});
