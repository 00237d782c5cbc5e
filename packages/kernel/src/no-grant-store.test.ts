import { expect, test } from 'vitest';
import { AccessCandidate } from './candidate.ts';
import { createDecisions } from './decisions.ts';
import { resolveName } from './resource.ts';
import { createFakeClock } from './testing/fake-clock.ts';

test('nothing is given where nobody keeps grants', async () => {
  const { agent, user, team } = AccessCandidate;
  const decisions = createDecisions({}, createFakeClock());
  const resource = resolveName('plan', agent('owner'));
  const actors = [agent('other'), user('owner'), team('crew'), AccessCandidate.public()];
  const asked = (['read', 'write', 'owner'] as const).flatMap((level) => actors.map((actor) => decisions.isGranted({ actor, level, resource, subsystem: 'notes' })));
  expect(await Promise.all(asked)).toEqual(asked.map(() => false));
});
