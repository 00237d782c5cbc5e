import { AccessCandidate, boot, type Handle, type Kernel, type Subsystem, type SubsystemMap } from '@smyth/kernel';
import { createFakeIds } from '@smyth/kernel/testing';
import { homeFolder, homePort } from '../../../src/home/index.ts';
import type { StoreOptions } from './store.ts';

/** Whose data it is. */
const owner = AccessCandidate.agent('writer');

/** The embedded connectors on a home, reached as an agent reaches them. */
export async function bootHome({ home, predictable }: StoreOptions, ...subsystems: readonly Subsystem[]): Promise<{ kernel: Kernel; as: <Name extends keyof SubsystemMap>(name: Name) => Handle<SubsystemMap[Name]> }> {
  const kernel = await boot({ subsystems: [homePort, ...subsystems], use: [homeFolder({ folder: home })], ...(predictable ? { ids: createFakeIds() } : {}) });
  return { kernel, as: (name) => kernel.connectors.get(name).as(owner) };
}

/** What is wrong with the database itself, asked of SQLite. */
export async function brokenPages(kernel: Kernel): Promise<string[]> {
  const database = await kernel.connectors.port('home').database();
  const answers = database.prepare('PRAGMA integrity_check').all().map((row) => String(row['integrity_check']));
  return answers.filter((answer) => answer !== 'ok').map((answer) => `smyth.db: ${answer}`);
}
