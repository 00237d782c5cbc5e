import type {} from 'smyth-runtime';

export { acmeCache } from './acme-cache.ts';
export { acmeErrors } from './errors.ts';

declare module 'smyth-runtime' {
  interface ConnectorSettings {
    'Cache/Acme': { file: string };
  }
}
