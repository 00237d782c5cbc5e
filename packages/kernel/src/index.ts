export { ACL, type AccessEntry, aclErrors, TAccessLevel, TAccessRole } from './acl.ts';
export type { AccessRule, AccessRules } from './capabilities.ts';
export { boot, type BootOptions, checkConfiguration, type Connectors, type Kernel, type Started } from './boot/boot.ts';
export { AccessCandidate, Candidate, type CandidateOptions, type Role } from './candidate.ts';
export { type Clock, pause, systemClock } from './clock.ts';
export { closest, suggestion } from './closest.ts';
export { type Connector, type ConnectorDefinition, defineConnector, type Entry, type ImplementationOf, isConnector, type SettingSource, type StartContext, type TypedConnector } from './connector.ts';
export { type CallContext, toContext } from './context.ts';
export {
  ACLAccessDeniedError,
  defineErrors,
  type ErrorCategory,
  errorRows,
  type ErrorRow,
  hasCode,
  httpStatus,
  isSmythError,
  SmythError,
} from './errors.ts';
export { anything, type Field, type FieldMarks, flag, type Givens, list, number, object, oneOf, secret, text, url, type Values } from './fields.ts';
export type { Grant, GrantStore, GrantTarget, SecretSource, TeamDirectory } from './grants.ts';
export type { Binding, Handle } from './handle.ts';
export { createIds, type Ids } from './ids.ts';
export type { Answer, Call, Interceptor, Outcome, Stage } from './interceptor.ts';
export { kernelErrors, type Problem } from './kernel-errors.ts';
export type { Implementation, Io, Level, Page, PageOptions, Policy, Row, Samples } from './policy.ts';
export { uriOfKey } from './resource.ts';
export { createRedactor, type RedactedChunks, type Redactor } from './redactor.ts';
export { Secret } from './secret.ts';
export type { Sharing } from './sharing.ts';
export { isStandardSchema, type JsonSchema, type StandardIssue, type StandardResult, type StandardSchema } from './standard-schema.ts';
export { definePort, defineSubsystem, type Phase, phases, type Port, type PortMap, type Resources, type Subsystem, type SubsystemMap } from './subsystem.ts';
