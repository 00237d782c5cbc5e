import type { Policy, Samples } from '@smyth/kernel';
import type { StorageContract } from './contract.ts';

export const storagePolicy: Policy<StorageContract> = {
  read: { level: 'read', name: 0 },
  readStream: { level: 'read', name: 0 },
  write: { level: 'write', name: 0 },
  delete: { level: 'write', name: 0, forgets: true },
  exists: { level: 'read', name: 0 },
  getMetadata: { level: 'read', name: 0 },
  setMetadata: { level: 'write', name: 0 },
  expire: { level: 'write', name: 0 },
  list: { level: 'read', prefix: 0 },
};

export const storageSamples: Samples<StorageContract> = {
  read: (name) => [name],
  readStream: (name) => [name],
  write: (name) => [name, 'text', {}],
  delete: (name) => [name],
  exists: (name) => [name],
  getMetadata: (name) => [name],
  setMetadata: (name) => [name, {}],
  expire: (name) => [name, 60],
  list: (name) => [name, {}],
};
