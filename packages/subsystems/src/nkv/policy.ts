import type { Policy, Samples } from '@smyth/kernel';
import type { NkvContract } from './contract.ts';

export const nkvPolicy: Policy<NkvContract> = {
  get: { level: 'read', name: 0, item: 1 },
  set: { level: 'write', name: 0, item: 1 },
  delete: { level: 'write', name: 0, item: 1, forgets: true },
  exists: { level: 'read', name: 0, item: 1 },
  deleteAll: { level: 'write', prefix: 0, forgets: true },
  list: { level: 'read', prefix: 0, relative: true },
  add: { level: 'write', name: 0, item: 1 },
};

export const nkvSamples: Samples<NkvContract> = {
  get: (name) => [name, 'key'],
  set: (name) => [name, 'key', 1],
  delete: (name) => [name, 'key'],
  exists: (name) => [name, 'key'],
  deleteAll: (name) => [name],
  list: (name) => [name, {}],
  add: (name) => [name, 'counter', 1, {}],
};
