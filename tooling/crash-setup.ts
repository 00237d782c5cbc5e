import { Failure, print } from './bootstrap/failure.mjs';
import { ensureInstalled } from './services/install.ts';

/** Installs what watches system calls, where that can be done; where it cannot, the tests that need it say so and are skipped. */
export default function setup(): void {
  try {
    ensureInstalled({ command: 'strace', debianPackage: 'strace' });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    print(error);
  }
}
