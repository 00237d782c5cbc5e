import { describe, expect, test } from 'vitest';
import type { Connector, Entry } from '../connector.ts';
import { secret, text } from '../fields.ts';
import type { Problem } from '../kernel-errors.ts';
import { connectorOf, crews, lamp, notes, shares } from '../testing/toy.ts';
import { boot, type BootOptions, checkConfiguration } from './boot.ts';
import { planBoot } from './plan.ts';

const subsystems = [shares, crews, notes, lamp];
const started: string[] = [];
const connector = (subsystem: string, id: string, more: Partial<Connector> = {}): Connector => connectorOf(subsystem, id, () => void started.push(id), more);
const entry = (subsystem: string, id: string, more: Partial<Connector> = {}): Entry => ({ connector: connector(subsystem, id, more) });

const problemsOf = (use: readonly Entry[], more: Partial<BootOptions> = {}): readonly Problem[] =>
  planBoot({ subsystems, environment: {}, allowDevConnectors: false, ...more, use }).problems;

describe('the plan of a boot', () => {
  test('has an entry for everything configured, and the embedded default of everything else that has one', () => {
    const embedded = connector('crews', 'Nobody');
    const { planned, problems } = planBoot({
      subsystems: [shares, { ...crews, embedded }, { ...lamp, embedded: connector('lamp', 'Bulb') }, notes],
      use: [{ ...entry('notes', 'One'), id: 'first' }, entry('notes', 'Two'), entry('lamp', 'Torch')],
      environment: {},
      allowDevConnectors: false,
    });
    expect([problems, planned.map(({ subsystem, connector: { id }, id: name, isDefault, where }) => [subsystem.name, id, name, isDefault, where])]).toEqual([
      [],
      [
        ['crews', 'Nobody', 'Nobody', true, 'Crews (embedded default)'],
        ['lamp', 'Torch', 'Torch', true, 'Lamp (Torch)'],
        ['notes', 'One', 'first', true, 'Notes (One)'],
        ['notes', 'Two', 'Two', false, 'Notes (Two)'],
      ],
    ]);
  });

  test('takes as default the entry that says so, else the first', () => {
    const use: Entry[] = [entry('notes', 'One'), { ...entry('notes', 'Two'), default: true }];
    expect(planBoot({ subsystems, use, environment: {}, allowDevConnectors: false }).planned.map(({ id, isDefault }) => [id, isDefault])).toEqual([
      ['One', false],
      ['Two', true],
    ]);
  });

  test('makes whoever takes a setting from the vault wait for it', () => {
    const vault = { ...crews, serves: { secrets: (() => undefined) as never } };
    const use = [{ ...entry('notes', 'One', { settings: { key: secret() }, needs: ['shares'] }), settings: { key: '$vault(KEY)' } }, entry('shares', 'S'), entry('crews', 'C')];
    const { planned } = planBoot({ subsystems: [shares, vault, notes], use, environment: {}, allowDevConnectors: false });
    expect(planned.map(({ id, needs }) => [id, needs])).toEqual([
      ['S', []],
      ['C', []],
      ['One', ['shares', 'crews']],
    ]);
  });
});

describe('a configuration', () => {
  test.each<[string, readonly Entry[], Problem]>([
    ['of a subsystem that does not exist', [entry('note', 'One')], { where: 'One', says: 'One is a connector of "note", which is not a subsystem here.', fix: 'Did you mean "notes"?' }],
    [
      'with a setting nobody knows',
      [{ ...entry('notes', 'One', { settings: { path: text() } }), settings: { path: 'x', pth: 'x' }, where: 'Notes[0]' }],
      { where: 'Notes[0].Settings.pth', says: 'pth is not known. Did you mean "path"?', fix: 'Settings of One: path.' },
    ],
    [
      'with two defaults',
      [
        { ...entry('notes', 'One'), default: true },
        { ...entry('notes', 'Two'), default: true },
      ],
      { where: 'Notes', says: '2 entries say that they are the default.', fix: 'Leave Default on one of them.' },
    ],
    [
      'with one name for two',
      [entry('notes', 'One'), { ...entry('notes', 'Two'), id: 'One' }],
      { where: 'Notes (Two)', says: 'Two Notes entries are called "One".', fix: 'Give one of them an Id of its own.' },
    ],
    [
      'that lacks what is needed',
      [entry('notes', 'One', { needs: ['shares'] })],
      { where: 'Notes (One)', says: 'One needs shares, and none is bound.', fix: 'Add a shares connector to the configuration.' },
    ],
    [
      'that needs what does not exist',
      [entry('notes', 'One', { needs: ['share'] })],
      { where: 'Notes (One)', says: 'One needs share, and none is bound.', fix: 'share is not a subsystem. Did you mean "shares"?' },
    ],
    [
      'in which subsystems need each other',
      [entry('notes', 'N', { needs: ['crews'] }), entry('crews', 'C', { needs: ['shares'] }), entry('shares', 'S', { needs: ['notes'] })],
      { where: 'needs', says: 'Subsystems need each other in a circle: shares → notes → crews → shares.', fix: 'Break it: one of them has to do without.' },
    ],
    [
      'in which a subsystem needs itself',
      [entry('notes', 'N', { needs: ['notes'] })],
      { where: 'needs', says: 'Subsystems need each other in a circle: notes → notes.', fix: 'Break it: one of them has to do without.' },
    ],
    [
      'whose settings are no object',
      [{ ...entry('notes', 'One'), settings: ['x'] as never }],
      { where: 'Notes (One).Settings', says: 'Settings is not an object.', fix: 'Write Settings: { … }.' },
    ],
  ])('%s is refused', (_, use, problem) => {
    expect(problemsOf(use)).toEqual([problem]);
  });

  test('with connectors for development is refused in production, unless the operator allows it', () => {
    const use = [entry('notes', 'Dummy', { devOnly: true })];
    const production = { environment: { NODE_ENV: 'production' } };
    expect(problemsOf(use, production)).toEqual([
      { where: 'Notes (Dummy)', says: 'Dummy is for development and NODE_ENV is production.', fix: 'Configure a production connector, or set allowDevConnectors: true (or SMYTH_ALLOW_DEV=1).' },
    ]);
    expect([problemsOf(use), problemsOf(use, { ...production, allowDevConnectors: true })]).toEqual([[], []]);
  });

  test('is refused with everything that is wrong in it at once, and nothing is started', async () => {
    const use = [
      entry('lampe', 'Bulb'),
      { ...entry('notes', 'One', { settings: { path: text() } }), settings: { pth: 1 } },
      { ...entry('notes', 'One', { needs: ['shares'] }), default: true as const },
      { ...entry('notes', 'Dummy', { devOnly: true }), default: true as const },
      entry('crews', 'Fine'),
    ];
    const options: BootOptions = { subsystems, use, environment: { NODE_ENV: 'production' }, access: { allow: [{ to: 'nobody', use: 'llm:*' }] } };
    const refusal = await boot(options).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'KERNEL_BAD_CONFIG', category: 'config' });
    const { problems } = (refusal as { details: { problems: Problem[] } }).details;
    expect(problems.map(({ where, says }) => `${where}: ${says}`)).toEqual([
      'Bulb: Bulb is a connector of "lampe", which is not a subsystem here.',
      'Notes: 2 entries say that they are the default.',
      'Notes (One).Settings.pth: pth is not known. Did you mean "path"?',
      'Notes (One).Settings.path: path is missing; expected a text.',
      'Notes (One): Two Notes entries are called "One".',
      'Notes (Dummy): Dummy is for development and NODE_ENV is production.',
      'Notes (One): One needs shares, and none is bound.',
      'Access.allow[0].to: "nobody" names nobody.',
    ]);
    expect([started, checkConfiguration(options)]).toEqual([[], problems]);
  });
});
