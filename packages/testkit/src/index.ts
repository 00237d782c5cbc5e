export { toJsonDelivery, type Delivery, type Ending, type Wait } from './http/delivery.ts';
export { startHttpServer, type Answer, type HttpServer, type HttpServerOptions } from './http/http-server.ts';
export type { Outcome, RecordedRequest } from './http/recorded-request.ts';
export type { ApiError } from './openai/api-error.ts';
export type { ChatBody, ChatMessage, ChatToolCall } from './openai/chat-body.ts';
export { startOpenAiServer, type OpenAiServer, type OpenAiServerOptions } from './openai/server.ts';
export type { ChatRequest, Failure, Fault, FinishReason, Reply, ScriptedTurn, Turn, TurnToolCall, TurnUsage } from './openai/turn.ts';
export { TestkitError, type TestkitErrorCode } from './testkit-error.ts';
