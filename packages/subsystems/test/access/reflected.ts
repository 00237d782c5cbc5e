import { type Connector, isConnector, type Resources, type Row } from '@smyth/kernel';
import * as everything from '../../src/index.ts';

type AnyFunction = (...args: readonly unknown[]) => Promise<unknown>;

/** A handle of a subsystem that is not known by name. */
export type AnyHandle = Readonly<Record<string, AnyFunction>>;

export const isResources = (value: unknown): value is Resources => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'resource' && 'policy' in value;

/** Every mediated subsystem of the package, as exported: whoever adds one adds it here. */
export const definitions: readonly Resources[] = Object.values<unknown>(everything).filter(isResources);

/** Every connector of the package. */
export const connectors: readonly Connector[] = Object.values<unknown>(everything).filter(isConnector);

export const rowsOf = (row: Row | readonly Row[] | undefined): readonly Row[] => (row === undefined ? [] : Array.isArray(row) ? (row as readonly Row[]) : [row as Row]);

export type NamedRow = Extract<Row, { name: number } | { prefix: number }>;
export const isNamed = (row: Row): row is NamedRow => 'name' in row || 'prefix' in row;

/** One line of a policy table. */
export interface Method {
  readonly title: string;
  readonly subsystem: string;
  readonly method: string;
  readonly rows: readonly Row[];
  /** As its samples say, for a thing of that name. */
  readonly argsFor: (name: string) => readonly unknown[];
}

export const policyOf = ({ policy }: Resources): Readonly<Record<string, Row | readonly Row[]>> => policy as never;
export const samplesOf = ({ samples }: Resources): Readonly<Record<string, (name: string) => readonly unknown[]>> => samples as never;

export const methodsOf = (definition: Resources): Method[] =>
  Object.entries(policyOf(definition)).map(([method, row]) => ({
    title: `${definition.name}.${method}`,
    subsystem: definition.name,
    method,
    rows: rowsOf(row),
    argsFor: (name) => samplesOf(definition)[method]?.(name) ?? [],
  }));

export const methods: readonly Method[] = definitions.flatMap(methodsOf);

/** Those with such a row, with their titles, for a table of tests. */
export const titled = (wanted: (row: Row) => boolean): [string, Method][] => methods.filter(({ rows }) => rows.some(wanted)).map((each) => [each.title, each]);

/** Listings: a prefix is named, `read` is asked for, and page options come next. */
export const isListing = ({ rows, argsFor }: Method): boolean => rows.some((row) => 'prefix' in row && row.level === 'read' && typeof argsFor('x')[row.prefix + 1] === 'object');
