import type { Connectors } from '@smyth/kernel';

/** Connectors of which only the names of models are asked for. */
export const connectorsNamed = (names: readonly string[]): Connectors => ({ names: () => names }) as unknown as Connectors;
