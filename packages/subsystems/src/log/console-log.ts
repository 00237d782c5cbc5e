import { Console } from 'node:console';
import { defineConnector, oneOf } from '@smyth/kernel';
import type { Log, LogEntry, LogLevel } from './contract.ts';
import { type EntryFormat, formatEntry } from './format-entry.ts';

/** Where lines go. */
export interface LineSink {
  readonly kind: 'terminal' | 'stream';
  /** May throw; the line is then lost. */
  write(line: string): void;
}

const severity: Readonly<Record<string, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** A level nobody knows is printed rather than lost. */
const isWanted = (entry: LogEntry, least: LogLevel): boolean => (severity[entry.level] ?? 3) >= (severity[least] ?? 0);

/** A console of our own: it survives a closed stderr, and no group or replaced global console changes its lines. */
function openStderr(): LineSink {
  const { stderr } = process;
  const lines = new Console({ stdout: stderr, stderr, ignoreErrors: true, groupIndentation: 0 });
  return { kind: stderr.isTTY ? 'terminal' : 'stream', write: (line) => lines.error(line) };
}

const settings = {
  level: oneOf('debug', 'info', 'warn', 'error').default('info').describe('What is less severe is left out.'),
  format: oneOf('auto', 'pretty', 'json').default('auto').describe('One line each; auto: pretty on a terminal, JSON anywhere else.'),
  colour: oneOf('auto', 'never').default('auto').describe('auto: colours on a terminal, none anywhere else.'),
};

/** {@link consoleLog} with lines going to another place, opened at start. */
export const consoleLogTo = (open: () => LineSink) =>
  defineConnector({
    subsystem: 'log',
    id: 'ConsoleLog',
    aliases: ['Console'],
    settings,
    start({ settings: { level, format, colour }, clock, redact }): Log {
      const sink = open();
      const isTerminal = sink.kind === 'terminal';
      const shape = isTerminal ? 'pretty' : 'json';
      const asked: EntryFormat = { shape: format === 'auto' ? shape : format, colour: isTerminal && colour === 'auto' ? 'always' : 'never', redact };
      return {
        log(entry) {
          try {
            if (isWanted(entry, level)) sink.write(formatEntry(entry, clock.now(), asked));
          } catch {
            // Losing a line is better than losing the work it tells of.
          }
        },
      };
    },
  });

/** The log on stderr: pretty lines on a terminal, else one JSON object a line: `{ time, level, message, source?, data? }`. */
export const consoleLog = consoleLogTo(openStderr);
