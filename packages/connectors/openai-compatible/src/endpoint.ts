import { kernelErrors } from '@smyth/kernel';

/** Where requests go. */
export interface Endpoint {
  readonly baseURL: string;
  /** For error messages. */
  readonly host: string;
  /** Sent with every request; some gateways keep a version there. */
  readonly queryParams: Readonly<Record<string, string>>;
}

/**
 * Takes a base URL apart.
 * @throws KERNEL_BAD_CONFIG when it holds a user name or a password: they would show in errors, and `fetch` refuses them.
 */
export function toEndpoint(baseURL: string, connector: string): Endpoint {
  const { origin, pathname, host, searchParams, username, password } = new URL(baseURL);
  if (username !== '' || password !== '') {
    throw kernelErrors.BAD_CONFIG({
      problems: [{ where: `LLM (${connector}).Settings.baseURL`, says: 'It holds a user name or a password.', fix: 'Give the key as apiKey, and anything else as headers.' }],
    });
  }
  return { baseURL: origin + pathname.replace(/\/+$/, ''), host, queryParams: Object.fromEntries(searchParams) };
}
