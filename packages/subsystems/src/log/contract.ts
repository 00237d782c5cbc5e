export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  /** What speaks, e.g. `agent:weather`. */
  readonly source?: string;
  /** Structured detail; must be JSON. Live secrets in it are masked by the sink. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Never throws and never waits: losing a line is better than losing the work it tells of. */
export interface Log {
  log(entry: LogEntry): void;
}

declare module '@smyth/kernel' {
  interface PortMap {
    log: Log;
  }
}
