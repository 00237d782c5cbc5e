/** The only reader of the process's environment; everything below is given what it needs of it. */
export const readEnvironment = (): Readonly<Record<string, string | undefined>> => ({ ...process.env });

const yes = (value: string | undefined): boolean => value === '1' || value === 'true';

/** Every model is answered offline. */
export const isOffline = (environment: Readonly<Record<string, string | undefined>>): boolean => yes(environment['SMYTH_OFFLINE']);

/** Connectors that are for development may be used although NODE_ENV is production. */
export const allowsDevConnectors = (environment: Readonly<Record<string, string | undefined>>): boolean => yes(environment['SMYTH_ALLOW_DEV']);
