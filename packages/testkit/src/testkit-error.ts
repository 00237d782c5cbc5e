export type TestkitErrorCode =
  /** A turn holds a value that cannot be sent; the message names the turn, the field and what was expected. */
  | 'TESTKIT_BAD_TURN'
  /** The script and the requests did not match: turns are left, a request found none, or a turn function threw. */
  | 'TESTKIT_SCRIPT_MISMATCH'
  /** The server was closed before the awaited request came. */
  | 'TESTKIT_CLOSED';

/** What this package throws. Tell the cases apart by `code`; the message is for people. */
export class TestkitError extends Error {
  override readonly name = 'TestkitError';
  readonly code: TestkitErrorCode;

  constructor(code: TestkitErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
