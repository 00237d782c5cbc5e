import type { Policy, Samples } from '@smyth/kernel';
import type { CacheContract } from './contract.ts';

export const cachePolicy: Policy<CacheContract> = {
  get: { level: 'read', name: 0 },
  set: { level: 'write', name: 0 },
  delete: { level: 'write', name: 0, forgets: true },
  exists: { level: 'read', name: 0 },
  getMetadata: { level: 'read', name: 0 },
  setMetadata: { level: 'write', name: 0 },
  getTTL: { level: 'read', name: 0 },
  updateTTL: { level: 'write', name: 0 },
};

export const cacheSamples: Samples<CacheContract> = {
  get: (name) => [name],
  set: (name) => [name, 1, { ttl: 60 }],
  delete: (name) => [name],
  exists: (name) => [name],
  getMetadata: (name) => [name],
  setMetadata: (name) => [name, {}],
  getTTL: (name) => [name],
  updateTTL: (name) => [name, 60],
};
