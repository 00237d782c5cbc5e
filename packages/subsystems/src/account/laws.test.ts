import { guardedWorld, judge, rawWorld, toothless, type WorldOptions } from '@smyth/kernel/testing';
import { describe, expect, it } from 'vitest';
import { accountSubsystem, dummyAccount } from './index.ts';
import { accountLaws, accountsOfLaws } from './laws.ts';

const options = (): Promise<WorldOptions> => Promise.resolve({ entry: dummyAccount(accountsOfLaws), subsystems: [accountSubsystem] });
const allHold = accountLaws.map(({ id }) => ({ law: id, outcome: 'holds' }));

describe('the laws of account on DummyAccount', () => {
  it('hold for the connector itself', async () => {
    expect(await judge(accountLaws, rawWorld('account', options))).toEqual(allHold);
  });

  it('hold for an agent with a handle', async () => {
    expect(await judge(accountLaws, guardedWorld('account', options))).toEqual(allHold);
  });
});

it('every law of account bites', async () => {
  expect(await toothless(accountLaws, guardedWorld('account', options))).toEqual([]);
});
