import type * as Sqlite from 'node:sqlite';

const isNotice = (warning: string | Error): boolean => String(warning).includes('SQLite is an experimental feature');

/**
 * SQLite as Node has it, loaded when it is first needed. Node 22 announces at that moment that the module is experimental; users can do
 * nothing about it, so that one notice is dropped and every other warning passes.
 */
export function loadSqlite(): typeof Sqlite {
  const { emitWarning } = process;
  // Loading is synchronous: nobody else can warn, or do the same, in between.
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!isNotice(warning)) emitWarning.call(process, warning, ...rest);
  }) as typeof emitWarning;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}
