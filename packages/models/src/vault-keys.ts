import { type CallContext, type Connectors, hasCode, type Page } from '@smyth/kernel';
import type { ModelRequest } from '@smyth/subsystems';

/** The name under which a vault holds the key of a provider. */
export const vaultEntry = (provider: string): string => provider.toLowerCase();

/** Keys of model providers in the vault, as the caller may see them: its own first, then its team's. */
export interface VaultKeys {
  /** Names of all entries the caller or its team has. */
  names(context: CallContext): Promise<ReadonlySet<string>>;
  credentials(context: CallContext, provider: string): Promise<ModelRequest['credentials']>;
}

/** What may not be seen is not there. */
async function unlessDenied<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (hasCode(error, 'KERNEL_ACCESS_DENIED')) return undefined;
    throw error;
  }
}

export function createVaultKeys(connectors: Connectors): VaultKeys {
  /** The prefixes of the spaces looked into; everybody but the public has one of its own. */
  async function spaces(context: CallContext): Promise<string[]> {
    const team = await connectors.get('account').as(context).getCandidateTeam();
    return [...(context.candidate.role === 'public' ? [] : ['']), ...(team === undefined ? [] : [`smythfs://${team}.team/`])];
  }

  return {
    async names(context) {
      const vault = connectors.get('vault').as(context);
      const found = new Set<string>();
      for (const space of await spaces(context)) {
        let page: Page<{ readonly name: string }> | undefined = await unlessDenied(vault.listKeys(space));
        while (page) {
          for (const { name } of page.items) found.add(name.slice(space.length));
          page = page.cursor === undefined ? undefined : await unlessDenied(vault.listKeys(space, { cursor: page.cursor }));
        }
      }
      return found;
    },
    async credentials(context, provider) {
      const vault = connectors.get('vault').as(context);
      for (const space of await spaces(context)) {
        const apiKey = await unlessDenied(vault.get(`${space}${vaultEntry(provider)}`));
        if (apiKey) return { apiKey };
      }
      return undefined;
    },
  };
}
