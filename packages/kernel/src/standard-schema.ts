/** The shape of https://standardschema.dev (version 1): what this kernel's fields are, and what other libraries' schemas look like. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** From the Standard JSON Schema extension; absent where a library does not have it. */
    readonly jsonSchema?: { readonly input: (options: { target: string }) => JsonSchema } | undefined;
  };
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A JSON Schema document (draft 2020-12); read with care, it may come from outside. */
export type JsonSchema = Record<string, unknown>;

export const isStandardSchema = (value: unknown): value is StandardSchema =>
  value !== null && (typeof value === 'object' || typeof value === 'function') && '~standard' in value;
