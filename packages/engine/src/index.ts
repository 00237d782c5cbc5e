export { type ConversationOptions, type ConversationPart, type ConversationResult, converse, partialOf } from './converse.ts';
export { runErrors, toolErrors } from './errors.ts';
export { createMemoryJournal, type ErrorSummary, type Journal, type JournalEntry, type JournalEvent, toSummary } from './journal.ts';
export { defaultLimits, type Run, type RunLimits, startRun } from './run.ts';
export { type InputSchema, toInputSchema } from './schema.ts';
export { callTool, type Tool, type ToolOutcome } from './tool.ts';
export { type TokenUsage } from './usage.ts';
