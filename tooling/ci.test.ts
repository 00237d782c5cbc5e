import { expect, test } from 'vitest';
import { add, countStage, readVitest, sumLine } from './ci/counts.mjs';

const file = (status: string, tests: number) => ({ status, assertionResults: Array.from({ length: tests }, () => ({ status })) });

test('a test file that cannot be loaded is one failure', () => {
  const json = { testResults: [file('passed', 3), file('failed', 1), file('failed', 0)], numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 0 };
  expect(readVitest(json)).toEqual({ passed: 3, failed: 2, skipped: 1 });
});

test('a stage that leaves no counts is one failure', () => {
  expect(countStage(1, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(countStage(0, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('an exit code that the counts do not explain is one failure', () => {
  expect(countStage(1, { passed: 5, failed: 0, skipped: 0 })).toEqual({ passed: 5, failed: 1, skipped: 0 });
});

test('a stage keeps its own counts otherwise', () => {
  expect(countStage(1, { passed: 5, failed: 2, skipped: 1 })).toEqual({ passed: 5, failed: 2, skipped: 1 });
  expect(countStage(0, { passed: 5, failed: 0, skipped: 0 })).toEqual({ passed: 5, failed: 0, skipped: 0 });
});

test('the last line names skipped tests only when there are some', () => {
  expect(sumLine(add({ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 1, skipped: 0 }))).toBe('3 passed, 1 failed');
  expect(sumLine({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped');
});
