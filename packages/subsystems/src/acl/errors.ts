import { defineErrors } from '@smyth/kernel';

export const grantErrors = defineErrors('ACL', {
  BAD_GRANT: {
    category: 'invalid',
    says: (d: { part: string; given: string }) => `A grant cannot have ${d.given} as ${d.part}.`,
    fix: 'A grant has a subsystem, the key of a name or of a prefix ending in "/", the key of its holder, and the level "read", "write" or "owner".',
  },
});
