import { definePort } from '@smyth/kernel';
import { consoleLog } from './console-log.ts';

export { consoleLogTo, type LineSink } from './console-log.ts';
export type { Log, LogEntry, LogLevel } from './contract.ts';
export { type EntryFormat, formatEntry } from './format-entry.ts';
export { toPlainData } from './plain-data.ts';
export { consoleLog };

export const logPort = definePort({ name: 'log', key: 'Log', phase: 'security', embedded: consoleLog });
