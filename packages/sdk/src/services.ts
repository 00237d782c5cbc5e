import type { Kernel } from '@smyth/kernel';
import type { Inference } from '@smyth/models';

/** What the SDK needs of a runtime. */
export interface Services {
  readonly kernel: Kernel;
  readonly inference: Inference;
}

/** Boots when it has not yet, and rejects with the boot error when that failed. */
export type GetServices = () => Promise<Services>;
