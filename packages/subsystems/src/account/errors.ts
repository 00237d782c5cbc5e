import { defineErrors } from '@smyth/kernel';

export const accountErrors = defineErrors('ACCOUNT', {
  BAD_SETTINGS: {
    category: 'config',
    says: (d: { path: string; reason: string }) => `The accounts cannot be read: at ${d.path}, ${d.reason}.`,
    fix: "Write teams, users and agents as { '<id>': { '<setting>': <JSON> } }.",
  },
  BAD_ARGUMENT: {
    category: 'invalid',
    says: (d: { what: string; given: string }) => `${d.given} is not ${d.what}.`,
    fix: 'Pass a text.',
  },
});
