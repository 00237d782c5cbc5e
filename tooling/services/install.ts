import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure, say } from '../bootstrap/failure.mjs';
import type { Service } from './service.ts';

const installer = 'apt-get';

type Needed = Pick<Service, 'command' | 'debianPackage'>;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const isInstalled = (command: string): boolean => (process.env['PATH'] ?? '').split(delimiter).some((folder) => isExecutable(join(folder, command)));

const canInstall = (): boolean => process.getuid?.() === 0 && existsSync('/etc/debian_version');

/** Says what to install by hand. */
export const missing = ({ command, debianPackage }: Needed): Error =>
  new Failure(`${command} is needed and is not installed.`, `On Debian or Ubuntu: sudo ${installer} install -y ${debianPackage}. Elsewhere install it so that "${command}" is on the PATH.`);

function aptGet(...args: string[]): string | undefined {
  // Run level 1: the program is wanted, not a server that it would start with the machine's own settings.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const { status, stdout, stderr, error } = spawnSync(installer, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return status === 0 ? undefined : [stdout, stderr, error?.message].filter(Boolean).join('\n');
}

/** Installs the program if it is not there and this is Debian's root. Throws a `Failure` that says what to do otherwise. */
export function ensureInstalled(needed: Needed): void {
  if (isInstalled(needed.command)) return;
  if (!canInstall()) throw missing(needed);
  say(`· installing ${needed.debianPackage}`);
  const output = aptGet('update') ?? aptGet('install', '-y', '--no-install-recommends', needed.debianPackage);
  if (output !== undefined || !isInstalled(needed.command)) {
    throw new Failure(`${needed.debianPackage} could not be installed.`, 'See the lines above; check the network and the sources of apt.', output);
  }
}
