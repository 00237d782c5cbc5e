import { TestkitError } from '../testkit-error.ts';
import { checkTurn } from './check-turn.ts';
import type { ChatRequest, ScriptedTurn, Turn } from './turn.ts';

export interface Script {
  add(turns: readonly ScriptedTurn[]): void;
  /** The next turn for this request. @throws TESTKIT_SCRIPT_MISMATCH when none is left or its function threw. */
  take(request: ChatRequest): Promise<Turn>;
  assertUsedUp(): void;
}

/** A queue of turns that remembers each request it could not serve. */
export function createScript(): Script {
  const waiting: ScriptedTurn[] = [];
  const failures: string[] = [];
  let added = 0;
  let taken = 0;

  return {
    add(turns) {
      for (const [index, turn] of turns.entries()) {
        if (typeof turn !== 'function') checkTurn(turn, `Turn ${added + index + 1} of the script`);
      }
      added += turns.length;
      waiting.push(...turns);
    },
    async take(request) {
      taken += 1;
      try {
        return await resolveTurn(waiting.shift(), request, taken);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        failures.push(message);
        throw new TestkitError('TESTKIT_SCRIPT_MISMATCH', message);
      }
    },
    assertUsedUp() {
      const left = waiting.length === 0 ? [] : [`${waiting.length} of ${added} turns were never asked for.`];
      const complaints = [...failures, ...left];
      if (complaints.length > 0) throw new TestkitError('TESTKIT_SCRIPT_MISMATCH', complaints.join('\n'));
    },
  };
}

async function resolveTurn(scripted: ScriptedTurn | undefined, request: ChatRequest, number: number): Promise<Turn> {
  if (scripted === undefined) {
    const message = `The script is used up: chat request ${number} found no turn. Queue one more with respond().`;
    throw new TestkitError('TESTKIT_SCRIPT_MISMATCH', message);
  }
  if (typeof scripted !== 'function') return scripted;
  const turn = await scripted(request);
  checkTurn(turn, `Turn ${number} of the script`);
  return turn;
}
