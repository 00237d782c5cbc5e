/** A test file that cannot even be loaded holds no tests, and is one failure. */
export function readVitest({ testResults, numPassedTests, numFailedTests, numPendingTests, numTodoTests }) {
  const unloaded = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
  return { passed: numPassedTests, failed: numFailedTests + unloaded, skipped: numPendingTests + numTodoTests };
}

export const readReport = ({ passed, failed, skipped = 0 }) => ({ passed, failed, skipped });

/** A stage that ends badly without saying which test failed, or that did nothing, is one failure. */
export function countStage(status, counts = { passed: 0, failed: 0, skipped: 0 }) {
  const isSilentFailure = counts.failed === 0 && (status !== 0 || counts.passed === 0);
  return isSilentFailure ? { ...counts, failed: 1 } : counts;
}

export const add = (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped });

export const sumLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
