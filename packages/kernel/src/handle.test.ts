import { describe, expect, test } from 'vitest';
import { AccessCandidate } from './candidate.ts';
import { bootToy, notes, recordingNotes } from './testing/toy.ts';

const a1 = AccessCandidate.agent('a1');
const methodsOf = (handle: object): string[] => {
  const found: string[] = [];
  for (const key in handle) if (typeof (handle as Record<string, unknown>)[key] === 'function') found.push(key);
  return found.sort();
};

describe('a handle', () => {
  test('has the methods of the policy and of sharing, and no other', async () => {
    const { as } = await bootToy({ implementation: { ...recordingNotes([]), backdoor: () => 'open', drop: () => undefined } });
    expect(methodsOf(as(a1))).toEqual([...Object.keys(notes.policy), 'getACL', 'setACL', 'grant', 'revoke'].sort());
    expect(['backdoor', 'drop'].filter((method) => method in as(a1))).toEqual([]);
  });

  test('shares its methods with every other handle of the same connector', async () => {
    const { as } = await bootToy();
    const [one, two] = [as(a1), as(AccessCandidate.agent('a2'))];
    expect([one.read === two.read, Object.getPrototypeOf(one) === Object.getPrototypeOf(two), Object.hasOwn(one, 'read')]).toEqual([true, true, false]);
  });

  test('acts for the candidate it was made for', async () => {
    const { as, calls } = await bootToy();
    const handles = ['a1', 'a2'].map((id) => as(AccessCandidate.agent(id)));
    for (const handle of handles) await handle.read('x');
    expect(calls.map(([, key]) => key)).toEqual(['default/agent/a1/x', 'default/agent/a2/x']);
  });

  test('keeps the actors it was made with, whatever becomes of the list', async () => {
    const { as } = await bootToy({ access: { allow: [{ to: 'agent:*', use: 'notes:*' }] } });
    const onBehalfOf = [AccessCandidate.user('u1')];
    const handle = as({ candidate: a1, onBehalfOf });
    onBehalfOf.length = 0;
    await expect(handle.ask({ model: 'm' })).rejects.toMatchObject({ details: { actor: 'user:u1' } });
  });

  test('is given to candidates of this kernel only', async () => {
    const { as } = await bootToy();
    expect(() => as({ ...a1 } as never)).toThrow(expect.objectContaining({ code: 'KERNEL_BAD_CANDIDATE' }));
    expect(() => as({ candidate: a1, onBehalfOf: [AccessCandidate.user('u', { tenant: 'acme' })] })).toThrow(expect.objectContaining({ code: 'KERNEL_TENANT_MISMATCH' }));
  });
});

test('a binding tells what it is, and what its connector can do', async () => {
  const { kernel } = await bootToy();
  const binding = kernel.connectors.get('notes' as never);
  expect({ ...binding, as: typeof binding.as }).toEqual({ id: 'Toy', subsystem: 'notes', connector: 'Toy', capabilities: {}, as: 'function' });
  expect([Object.isFrozen(binding), Object.isFrozen(binding.capabilities)]).toEqual([true, true]);
});
