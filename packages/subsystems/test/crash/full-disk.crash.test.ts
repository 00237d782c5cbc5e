import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { inFolder, programs, runProgram } from './children.ts';

const inSmallDisk = (folder: string): string[] => ['unshare', '-Urm', 'sh', '-c', 'mount -t tmpfs -o size=2m none "$0" && exec "$@"', folder];

test.for([
  ['storage', 'STORAGE_FULL'],
  ['vault', 'VAULT_FULL'],
  ['nkv', 'HOME_DISK_FULL'],
  ['acl', 'HOME_DISK_FULL'],
] as const)('a disk that is really full is told by %s as %s, keeps the old value, and is of use again once there is room', async ([store, code], context) => {
  await inFolder(async (home) => {
    const [command = '', ...rest] = inSmallDisk(home);
    if (spawnSync(command, [...rest, 'true']).status !== 0) {
      const reason = 'no small disk can be mounted here';
      process.stdout.write(`left out: ${context.task.name}: ${reason}\n`);
      context.skip(reason);
    }
    const { out, err } = await runProgram({ program: programs.fullDisk, args: [store, home], under: inSmallDisk(home) });
    expect({ err, outcome: JSON.parse(out) as unknown }).toEqual({ err: '', outcome: { failing: code, kept: true, next: 'done', last: 'newer' } });
  });
});
