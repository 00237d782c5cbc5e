export { type Answering, costNanoUsd, createInference, type Inference, type InferenceOptions, type ModelCall } from './inference.ts';
export { findProvider, type ModelRef, type NamedModel, resolveRef } from './model-ref.ts';
