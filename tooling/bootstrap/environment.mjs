import { delimiter, dirname } from 'node:path';
import { nodeFor } from './machine.mjs';

// How to reach the registry and where its cache is. All else that npm tells its children through npm_* would be taken for configuration.
const reach = /^npm_config_(registry|cache|store[-_]dir|proxy|https?[-_]proxy|no[-_]?proxy|cafile|ca|strict[-_]ssl|userconfig|globalconfig|\/\/.*)$/i;
const fromPackageManager = /^(p?npm_(config|package|lifecycle|command|execpath|node_execpath)|INIT_CWD$)/i;

const keep = (environment, wanted) => Object.fromEntries(Object.entries(environment).filter(([name]) => wanted(name)));

/** What a task sees: the caller's environment, as if no package manager stood in between. */
export const taskEnvironment = (environment) => keep(environment, (name) => reach.test(name) || !fromPackageManager.test(name));

/** What an installer or a tool sees: NODE_ENV=production would drop the development dependencies. */
export const toolEnvironment = (environment) => keep(taskEnvironment(environment), (name) => name !== 'NODE_ENV');

/** Puts the workspace's Node and pnpm before any other: another pnpm would try to fetch the pinned one, and hang. */
export function withTools(environment, where) {
  const name = Object.keys(environment).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...environment, [name]: [dirname(nodeFor(where)), where.binaries, environment[name]].filter(Boolean).join(delimiter) };
}
