import { defineErrors } from 'smyth-runtime';

export const newErrors = defineErrors('NEW', {
  NO_KIND: {
    category: 'invalid',
    says: (d: { given: string }) => `${d.given} cannot be made from a template.`,
    fix: 'Write: new connector cache/acme',
  },
  BAD_TARGET: {
    category: 'invalid',
    says: (d: { given: string }) => `${d.given} does not say what to make.`,
    fix: 'Write the subsystem and a name, such as cache/acme.',
  },
  NO_TEMPLATE: {
    category: 'invalid',
    says: (d: { subsystem: string; known: readonly string[] }) => `There is no template for a connector of "${d.subsystem}".`,
    fix: (d: { known: readonly string[] }) => `There are templates for: ${d.known.join(', ')}.`,
  },
  BAD_NAME: {
    category: 'invalid',
    says: (d: { name: string }) => `"${d.name}" cannot be the name of a connector.`,
    fix: 'Use 1 to 40 of a-z 0-9 -, beginning with a letter, such as acme or acme-cloud.',
  },
  FOLDER_TAKEN: {
    category: 'conflict',
    says: (d: { folder: string }) => `${d.folder} is there already and not empty; nothing was written.`,
    fix: 'Choose another name, or another folder as the last argument.',
  },
  NOT_WRITTEN: {
    category: 'unavailable',
    says: (d: { folder: string; reason: string }) => `${d.folder} could not be written (${d.reason}).`,
    fix: 'Choose a folder that you may write to, on a disk with room.',
  },
  BAD_ARGUMENT: {
    category: 'invalid',
    says: (d: { given: string }) => `"${d.given}" is one argument too many, or an option that there is not.`,
    fix: 'Write: new connector <subsystem>/<name> [folder] [--json]',
  },
});
