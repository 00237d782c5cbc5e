import { TestkitError } from '../testkit-error.ts';
import type { Turn } from './turn.ts';

/**
 * Refuses a turn that cannot be sent as it stands. `label` names it in the message.
 * @throws TESTKIT_BAD_TURN
 */
export function checkTurn(turn: Turn, label: string): void {
  const complaint = complain(turn);
  if (complaint !== undefined) throw new TestkitError('TESTKIT_BAD_TURN', `${label}: ${complaint}`);
}

function complain(turn: Turn): string | undefined {
  const { delayMs } = turn;
  if (delayMs !== undefined && !(delayMs >= 0)) return `delayMs is ${delayMs}; expected 0 or more milliseconds.`;
  if (turn.status !== undefined) {
    const fits = Number.isInteger(turn.status) && turn.status >= 400 && turn.status <= 599;
    return fits ? undefined : `status is ${turn.status}; expected an integer from 400 to 599. A success needs no status.`;
  }
  const { chunkSize } = turn;
  if (chunkSize === undefined || (Number.isInteger(chunkSize) && chunkSize > 0)) return undefined;
  return `chunkSize is ${chunkSize}; expected a positive integer.`;
}
