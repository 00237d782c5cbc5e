import { createRedactor, Secret } from '@smyth/kernel';
import { createFakeClock } from '@smyth/kernel/testing';
import { expect, test } from 'vitest';
import { createMemoryJournal } from './journal.ts';

test('a step runs once: asked again it gives what it gave', async () => {
  const journal = createMemoryJournal({ clock: createFakeClock(5), redactor: createRedactor() });
  let runs = 0;
  const step = (): Promise<number> => journal.step('s1', 'count', () => Promise.resolve(++runs));
  expect([await step(), await step(), runs]).toEqual([1, 1, 1]);
  expect(journal.entries).toEqual([
    { type: 'step-started', step: 's1', label: 'count', seq: 0, at: 5 },
    { type: 'step-ended', step: 's1', outcome: { value: 1 }, seq: 1, at: 5 },
  ]);
});

test('a step that failed is not run again either: its error is kept', async () => {
  const journal = createMemoryJournal({ clock: createFakeClock(), redactor: createRedactor() });
  const step = (): Promise<never> => journal.step('s1', 'fail', () => Promise.reject(new Error('no disk')));
  await expect(step()).rejects.toThrow('no disk');
  await expect(step()).rejects.toMatchObject({ code: 'RUN_STEP_FAILED', details: { step: 's1', code: 'UNEXPECTED', message: 'no disk' } });
  expect(journal.entries).toHaveLength(2);
});

test('an entry cannot be changed afterwards', () => {
  const journal = createMemoryJournal({ clock: createFakeClock(), redactor: createRedactor() });
  journal.append({ type: 'run-ended', status: 'completed' });
  expect(() => Object.assign(journal.entries[0] as object, { status: 'failed' })).toThrow(TypeError);
});

test('a live secret is masked in what is recorded, and in what a step gives that is not run again', async () => {
  const redactor = createRedactor();
  const key = redactor.watch(new Secret('hunter2hunter2'));
  const journal = createMemoryJournal({ clock: createFakeClock(5), redactor });
  const step = (): Promise<unknown> => journal.step('s1', 'reveal', () => Promise.resolve({ key: key.reveal() }));
  expect([await step(), await step()]).toEqual([{ key: 'hunter2hunter2' }, { key: '[secret]' }]);
  expect(journal.entries.at(-1)).toEqual({ type: 'step-ended', step: 's1', outcome: { value: { key: '[secret]' } }, seq: 1, at: 5 });
});
