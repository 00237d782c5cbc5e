import { defineSubsystem } from '@smyth/kernel';
import { nkvPolicy, nkvSamples } from './policy.ts';
import { ramNkv } from './ram-nkv.ts';
import { sqliteNkv } from './sqlite-nkv.ts';

export type { NkvAddOptions, NkvContract, NkvItem } from './contract.ts';
export { addTo, type Stored as NkvEntry, toAddition } from './counter.ts';
export { nkvErrors } from './errors.ts';
export { nameOf as toEntryKey, toText as toNkvText } from './stored-value.ts';
export { ramNkv, sqliteNkv };

export const nkvSubsystem = defineSubsystem({
  name: 'nkv',
  key: 'NKV',
  phase: 'security',
  policy: nkvPolicy,
  samples: nkvSamples,
  sharing: true,
  embedded: sqliteNkv,
});
