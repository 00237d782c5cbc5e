import { describe, expect, test } from 'vitest';
import { AccessCandidate } from '../candidate.ts';
import { bootToy, connectorOf, createGrants, crews, entryOf, lamp, notes, recordingNotes, shares } from '../testing/toy.ts';
import { boot } from './boot.ts';

const a1 = AccessCandidate.agent('a1');
const a2 = AccessCandidate.agent('a2');

describe('a kernel', () => {
  test('without any configuration boots with nothing bound', async () => {
    const kernel = await boot({ subsystems: [notes, lamp] });
    expect([kernel.started, kernel.order, kernel.connectors.names('notes')]).toEqual([[], ['access'], []]);
    expect(() => kernel.connectors.get('notes' as never)).toThrow('KERNEL_NOT_BOUND: No notes connector is bound. Bound: none. Name one of these, or add it to the configuration.');
  });

  test('finds connectors by the name they are bound under, the default without one', async () => {
    const use = [
      { ...entryOf('notes', {}, 'Disk'), id: 'archive' },
      { ...entryOf('notes', {}, 'Disk'), id: 'daily', default: true as const },
      entryOf('lamp', { watts: 5 }, 'Bulb'),
      entryOf('lamp', { watts: 9 }, 'Torch'),
    ];
    const { connectors } = await boot({ subsystems: [notes, lamp], use });
    const idOf = (name?: string): string => connectors.get('notes' as never, name).id;
    expect([idOf(), idOf('archive'), connectors.names('notes')]).toEqual(['daily', 'archive', ['daily', 'archive']]);
    expect([connectors.port('lamp' as never), connectors.port('lamp' as never, 'Torch')]).toEqual([{ watts: 5 }, { watts: 9 }]);
  });

  test('says what is bound when asked for something else, and never stands in', async () => {
    const { connectors } = await boot({ subsystems: [notes, lamp], use: [entryOf('notes', {}, 'Disk')] });
    for (const name of ['Redis', 'disk', '__proto__']) {
      expect(() => connectors.get('notes' as never, name)).toThrow(`KERNEL_NOT_BOUND: No notes connector "${name}" is bound. Bound: Disk.`);
    }
    expect(() => connectors.get('toString' as never)).toThrow('KERNEL_NOT_BOUND: No toString connector is bound. Bound: none.');
  });

  test('is frozen', async () => {
    const { kernel } = await bootToy();
    expect([Object.isFrozen(kernel), Object.isFrozen(kernel.connectors)]).toEqual([true, true]);
  });

  test('asks only the default connector of a subsystem on its own behalf', async () => {
    const grant = { subsystem: 'notes', key: 'default/agent/a1/x', holder: a2.key, level: 'read' as const };
    const use = [entryOf('shares', createGrants([grant]), 'Other'), { ...entryOf('shares', createGrants(), 'Main'), default: true as const }, entryOf('notes', recordingNotes([]))];
    const kernel = await boot({ subsystems: [shares, crews, notes], use });
    const handle = kernel.connectors.get('notes' as never).as(a2) as { read: (name: string) => Promise<unknown> };
    await expect(handle.read('smythfs://a1.agent/x')).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
  });

  test('opens the capabilities that subsystems declare open, and keeps the others closed', async () => {
    const use = [entryOf('notes', recordingNotes([]))];
    const ask = async (subsystem: typeof notes): Promise<unknown> => (await boot({ subsystems: [subsystem], use })).connectors.get('notes' as never).as(a1);
    const opened = (await ask({ ...notes, openCapabilities: ['notes'] })) as { ask: (request: object) => Promise<unknown> };
    expect(await opened.ask({ model: 'm' })).toBe(undefined);
    const closed = (await ask(notes)) as { ask: (request: object) => Promise<unknown> };
    await expect(closed.ask({ model: 'm' })).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
  });
});

describe('two kernels', () => {
  test('share neither connectors, nor grants, nor secrets, nor their end', async () => {
    const grants = [createGrants(), createGrants()] as const;
    const [one, two] = [await bootToy({ grants: grants[0] }), await bootToy({ grants: grants[1] })];
    await one.as(a1).grant('x', a2, 'read');
    await one.as(a2).read('smythfs://a1.agent/x');
    await expect(two.as(a2).read('smythfs://a1.agent/x')).rejects.toMatchObject({ code: 'KERNEL_ACCESS_DENIED' });
    expect([one.calls.length, two.calls.length]).toEqual([1, 0]);
    await one.kernel.stop();
    expect(await two.as(a1).ping()).toBe(undefined);
  });

  test('redact their own secrets only', async () => {
    const holding = connectorOf('notes', 'Toy', ({ secret }) => ({ key: secret('hunter2hunter2', 'config') }));
    const [one, two] = [await boot({ subsystems: [notes], use: [{ connector: holding }] }), await boot({ subsystems: [notes] })];
    expect([one.redact('hunter2hunter2'), two.redact('hunter2hunter2')]).toEqual(['[secret]', 'hunter2hunter2']);
  });

  test('of one configuration and one connector start it twice', async () => {
    let starts = 0;
    const connector = connectorOf('notes', 'Toy', () => ({ number: ++starts }));
    await Promise.all([boot({ subsystems: [notes], use: [{ connector }] }), boot({ subsystems: [notes], use: [{ connector }] })]);
    expect(starts).toBe(2);
  });
});
