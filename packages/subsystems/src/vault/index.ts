import { defineSubsystem, type Implementation, type SecretSource } from '@smyth/kernel';
import type { VaultContract } from './contract.ts';
import { jsonFileVault } from './json-file-vault.ts';
import { vaultPolicy, vaultSamples } from './policy.ts';

export type { VaultContract } from './contract.ts';
export { envVault } from './env-vault.ts';
export { vaultErrors } from './errors.ts';
export { toValue as toSecretText } from './json-file-vault.ts';
export { jsonFileVault };

const toSecretSource = (vault: Implementation<VaultContract>): SecretSource => ({
  secretOf: async (key, io) => vault.get?.(key, io),
});

/** Secrets by name. */
export const vaultSubsystem = defineSubsystem({
  name: 'vault',
  key: 'Vault',
  phase: 'security',
  policy: vaultPolicy,
  samples: vaultSamples,
  confidential: { set: 1 },
  sharing: true,
  serves: { secrets: toSecretSource },
  embedded: jsonFileVault,
});
