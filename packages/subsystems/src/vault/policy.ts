import type { Policy, Samples } from '@smyth/kernel';
import type { VaultContract } from './contract.ts';

export const vaultPolicy: Policy<VaultContract> = {
  get: { level: 'read', name: 0 },
  exists: { level: 'read', name: 0 },
  listKeys: { level: 'read', prefix: 0 },
  set: { level: 'write', name: 0 },
  delete: { level: 'write', name: 0, forgets: true },
};

export const vaultSamples: Samples<VaultContract> = {
  get: (name) => [name],
  exists: (name) => [name],
  listKeys: (name) => [name, {}],
  set: (name) => [name, 'value'],
  delete: (name) => [name],
};
