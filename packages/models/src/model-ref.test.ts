import { describe, expect, test } from 'vitest';
import { connectorsNamed } from '../test/connectors-named.ts';
import { type ModelRef, resolveRef } from './model-ref.ts';

const connectors = connectorsNamed(['OpenAI', 'Groq', 'Ollama', 'Offline', 'Echo']);

describe('a model reference', () => {
  const known: readonly [ref: ModelRef, provider: string, model: string][] = [
    ['gpt-4o', 'OpenAI', 'gpt-4o'],
    ['o3-mini', 'OpenAI', 'o3-mini'],
    ['openai/gpt-4o', 'OpenAI', 'gpt-4o'],
    ['groq/openai/gpt-oss-120b', 'Groq', 'openai/gpt-oss-120b'],
    [{ provider: 'OLLAMA', model: 'qwen3:8b' }, 'Ollama', 'qwen3:8b'],
    [{ model: 'gpt-4o' }, 'OpenAI', 'gpt-4o'],
    ['echo', 'Echo', 'echo'],
    ['offline', 'Offline', 'offline'],
  ];
  test.each(known)('%j is a model of %s', (ref, provider, model) => {
    expect(resolveRef(ref, connectors)).toEqual({ provider, model });
  });

  const unknown: readonly [ref: unknown, code: string, says: string][] = [
    ['mystery-7b', 'LLM_AMBIGUOUS_MODEL', '"openai/mystery-7b"'],
    ['opnai/gpt-4o', 'LLM_UNKNOWN_PROVIDER', 'Did you mean "OpenAI"?'],
    ['claude-opus', 'LLM_UNKNOWN_PROVIDER', 'Anthropic'],
    [{ provider: 'Nobody', model: 'x' }, 'LLM_UNKNOWN_PROVIDER', 'Known: OpenAI'],
    ['', 'LLM_BAD_MODEL', 'does not name a model'],
    ['   ', 'LLM_BAD_MODEL', 'does not name a model'],
    [7, 'LLM_BAD_MODEL', 'number'],
    [null, 'LLM_BAD_MODEL', 'type object'],
    [{ provider: 'OpenAI' }, 'LLM_BAD_MODEL', 'undefined'],
    ['x'.repeat(300), 'LLM_BAD_MODEL', 'does not name a model'],
  ];
  test.each(unknown)('%j is %s', (ref, code, says) => {
    expect(() => resolveRef(ref as ModelRef, connectors)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) as string }) as Error);
  });
});
