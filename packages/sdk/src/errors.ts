import { defineErrors } from '@smyth/kernel';

export const sdkErrors = defineErrors('SDK', {
  BAD_OPTION: {
    category: 'invalid',
    says: (d: { where: string; problems: readonly string[] }) => `${d.where} was given options that do not fit: ${d.problems.join('; ')}.`,
    fix: 'Mend or remove them.',
  },
  BAD_PROMPT: {
    category: 'invalid',
    says: (d: { given: string }) => `A prompt is a text that says something; it was given ${d.given}.`,
    fix: 'Pass a text that is not empty.',
  },
});

export const skillErrors = defineErrors('SKILL', {
  BAD_NAME: {
    category: 'invalid',
    says: (d: { given: string }) => `${d.given} cannot be the name of a skill.`,
    fix: 'Use 1 to 64 of A-Z a-z 0-9 _ -; it is what the model calls.',
  },
  DUPLICATE: {
    category: 'conflict',
    says: (d: { name: string; agent: string }) => `The agent ${d.agent} has a skill "${d.name}" already.`,
    fix: 'Remove it first, or choose another name.',
  },
  NEEDS_SCHEMA: {
    category: 'invalid',
    says: (d: { name: string; reason: string }) => `The inputs of the skill "${d.name}" cannot be read from its source: ${d.reason}.`,
    fix: 'Say them with `inputs`: a Standard Schema (zod, valibot…) or a JSON Schema of type object.',
  },
  BAD_SCHEMA: {
    category: 'invalid',
    says: (d: { name: string }) => `The inputs of the skill "${d.name}" are not a schema of an object that can be said in JSON Schema.`,
    fix: 'Pass a Standard Schema that has JSON Schema output (zod 4.2 or later, valibot with its JSON Schema package…), or { type: "object", properties: … }.',
  },
  NOT_FOUND: {
    category: 'not-found',
    says: (d: { name: string; agent: string; suggestion: string }) => `The agent ${d.agent} has no skill "${d.name}".`,
    fix: (d: { suggestion: string }) => d.suggestion,
  },
});

export const connectorClassErrors = defineErrors('CONNECTOR', {
  BAD_CLASS: {
    category: 'config',
    says: (d: { given: string; reason: string }) => `${d.given} cannot be used as a connector: ${d.reason}.`,
    fix: "Write class AcmeCache extends CacheConnector { name = 'Acme'; async get(key) { … } }, with fields such as text() in its static settings.",
  },
});
