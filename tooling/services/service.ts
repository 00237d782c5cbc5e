/** Where a service of its own runs for tests. */
export interface Place {
  readonly port: number;
  /** Empty, and gone when the service has stopped. */
  readonly folder: string;
}

/** A server that tests may ask for: one row of the table. */
export interface Service {
  /** The program that is started. */
  readonly command: string;
  /** The Debian package that brings it. */
  readonly debianPackage: string;
  args(place: Place): readonly string[];
  /** What tests read to find it. */
  environment(place: Place): Readonly<Record<string, string>>;
  /** Whether it answers yet. Rejects while nothing listens. */
  isReady(place: Place): Promise<boolean>;
}
