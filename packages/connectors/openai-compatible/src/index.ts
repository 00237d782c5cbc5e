import { openAiCompatible } from './openai-compatible.ts';
import { presets } from './presets.ts';

export { openAiCompatible };
export { type Preset, presets } from './presets.ts';

export const openAi = openAiCompatible(presets.openAi);
export const groq = openAiCompatible(presets.groq);
export const perplexity = openAiCompatible(presets.perplexity);
export const deepSeek = openAiCompatible(presets.deepSeek);
export const xAi = openAiCompatible(presets.xAi);
export const togetherAi = openAiCompatible(presets.togetherAi);
export const openRouter = openAiCompatible(presets.openRouter);
export const ollama = openAiCompatible(presets.ollama);
export const huggingFace = openAiCompatible(presets.huggingFace);

/** One for each preset, OpenAI first. */
export const openAiCompatibleConnectors = Object.freeze([openAi, groq, perplexity, deepSeek, xAi, togetherAi, openRouter, ollama, huggingFace] as const);
