import { definePort } from '@smyth/kernel';
import { homeFolder } from './home-folder.ts';

export type { Home } from './contract.ts';
export { homeErrors, type HomePlace } from './errors.ts';
export { homeFolder };
export { statementsOn, type WithStatements } from './statements.ts';
export { toHomeError } from './to-home-error.ts';
export { inTransaction } from './transaction.ts';

/** Where a runtime keeps what lasts. */
export const homePort = definePort({ name: 'home', key: 'home', phase: 'security', embedded: homeFolder });
