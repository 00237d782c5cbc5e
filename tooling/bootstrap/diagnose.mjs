import { statfsSync } from 'node:fs';
import { Failure } from './failure.mjs';

// The first sign that is found wins: a full disk also breaks downloads, and a refused proxy also looks like no network.
const ailments = [
  { sign: /ENOSPC|no space left on device|EDQUOT/i, problem: 'The disk is full.', fix: 'Free about 700 MB, then run the same command again; nothing needs cleaning up.' },
  { sign: /EINTEGRITY|ERR_PNPM_TARBALL_INTEGRITY/, problem: 'A downloaded package is damaged.', fix: 'Run "npm cache verify", then the same command again.' },
  { sign: /CERT_|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)/, problem: 'The certificate of the package registry is not trusted.', fix: 'Set NODE_EXTRA_CA_CERTS to the certificate file of your network.' },
  { sign: /\bE40[13]\b|ERR_PNPM_FETCH_40[13]|\b407\b.*[Pp]roxy/, problem: 'The package registry refuses access.', fix: 'Log in to your registry or proxy (npm ping), then run the same command again.' },
  { sign: /\bE404\b|ETARGET|ERR_PNPM_FETCH_404|ERR_PNPM_NO_MATCHING_VERSION/, problem: 'The package registry lacks a pinned version.', fix: 'Point npm_config_registry at a complete registry, or have your mirror fetch the version named above.' },
  {
    sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET|ERR_PNPM_META_FETCH_FAIL|UND_ERR_CONNECT|tunneling socket/,
    problem: 'The package registry cannot be reached.',
    fix: 'Check the network or proxy (npm ping), then run the same command again; nothing needs cleaning up.',
  },
  { sign: /ERR_PNPM_OUTDATED_LOCKFILE|can only install packages when your package(-lock)?\.json/, problem: 'The lockfile does not match a package.json.', fix: 'Undo the change, or run "pnpm install" and commit the lockfile.' },
  { sign: /heap out of memory|ENOMEM|SIGKILL/, problem: 'The installer was stopped, probably for lack of memory.', fix: 'Free about 1 GB of memory, then run the same command again.' },
];

const refused = /EACCES|EPERM|EROFS/;
const refusedPath = /(?:EACCES|EPERM|EROFS)[^\n]*?'([^'\n]+)'/;

/** Folders outside the checkout are the package managers' own: their caches and stores. */
function diagnoseRefusal(output, root) {
  const path = refusedPath.exec(output)?.[1] ?? root;
  if (path.startsWith(root)) return { problem: `${root} cannot be written.`, fix: 'Clone into a folder you own, and run the command as its owner.' };
  return { problem: `${path} cannot be written.`, fix: 'Make it yours, or set npm_config_cache and npm_config_store_dir to folders you can write.' };
}

/** Turns what a failed installer printed into something a person can act on. */
export function diagnose(label, output, root) {
  const known = ailments.find(({ sign }) => sign.test(output));
  if (known) return known;
  if (refused.test(output)) return diagnoseRefusal(output, root);
  if (/spawn npm\S* ENOENT/.test(output)) return { problem: 'npm cannot be found.', fix: 'Install Node together with npm, then run the same command again.' };
  return { problem: `"${label}" failed.`, fix: 'See the lines above; running the same command again is safe.' };
}

const nearlyNothing = 10_000_000;

/** On a full disk an installer may leave half a file behind and say nothing of it. */
function isFull(folder) {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < nearlyNothing;
  } catch {
    return false;
  }
}

export function toFailure(label, output, root) {
  const { problem, fix } = diagnose(label, isFull(root) ? 'ENOSPC' : output, root);
  return new Failure(problem, fix, output);
}
