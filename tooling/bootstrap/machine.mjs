import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** `current` runs our TypeScript sources; `starter` can only fetch a newer Node; `too-old` cannot even do that. */
export function judgeNode(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major < 20) return 'too-old';
  return major > 22 || (major === 22 && minor >= 18) ? 'current' : 'starter';
}

/** Where things are in a checkout. The packaged Node is a real executable: a child's pid is then Node's own pid. */
export function places(root, { platform, arch } = process) {
  const toolchain = join(root, 'tooling', 'toolchain');
  const windows = platform === 'win32';
  return {
    root,
    toolchain,
    binaries: join(toolchain, 'node_modules', '.bin'),
    pnpm: join(toolchain, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs'),
    packagedNode: join(toolchain, 'node_modules', `node-${windows ? 'win' : platform}-${arch}`, 'bin', windows ? 'node.exe' : 'node'),
    lock: join(toolchain, '.lock'),
    toolchainStamp: join(toolchain, 'node_modules', '.prepared'),
    stamp: join(root, 'node_modules', '.prepared'),
  };
}

export const nodeFor = (where) => (existsSync(where.packagedNode) ? where.packagedNode : process.execPath);
