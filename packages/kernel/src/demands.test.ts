import { describe, expect, test } from 'vitest';
import { AccessCandidate } from './candidate.ts';
import { compileRow } from './demands.ts';
import type { Row } from './policy.ts';

const agent = AccessCandidate.agent('a1');

/** What a call with these arguments demands, and what the connector gets of them. */
function demanded(row: Row, args: unknown[]): { demand: unknown; args: unknown[] } {
  const given = [...args];
  const demand = compileRow(row, 'S3')(given, agent);
  return { demand: 'resource' in demand ? `${demand.level} ${demand.resource.key}` : demand, args: given };
}

describe('a row of a policy', () => {
  test.each<[string, Row, unknown[], unknown, unknown[]]>([
    ['a name', { level: 'read', name: 0 }, ['x'], 'read default/agent/a1/x', ['default/agent/a1/x']],
    ['a name further back', { level: 'write', name: 1 }, [1, 'smythfs://u1.user/X'], 'write default/user/u1/%58', [1, 'default/user/u1/%58']],
    ['a prefix', { level: 'read', prefix: 0 }, ['d'], 'read default/agent/a1/d/', ['default/agent/a1/d/']],
    ['no prefix: the own space', { level: 'read', prefix: 0 }, [undefined], 'read default/agent/a1/', ['default/agent/a1/']],
    ['an item', { level: 'write', name: 0, item: 1 }, ['Ns', 'K/k', 1], 'write default/agent/a1/%4es/%4b/k', ['default/agent/a1/%4es', '%4b/k', 1]],
    ['an item of somebody else', { level: 'read', name: 0, item: 1 }, ['smythfs://u1.user/ns/', 'k'], 'read default/user/u1/ns/k', ['default/user/u1/ns', 'k']],
    ['oneself', { level: 'read', own: true }, ['x'], 'read default/agent/a1/', ['x']],
    ['nothing', { open: 'because' }, ['x'], { open: 'because' }, ['x']],
    ['a capability', { use: 'documents:parse' }, ['x'], { use: 'documents:parse' }, ['x']],
    ['a capability of an argument', { use: 'code:{0}' }, ['python'], { use: 'code:python' }, ['python']],
    ['a capability of a property and of the connector', { use: 'llm:{connector}/{0.model.id}' }, [{ model: { id: 'gpt-4o' } }], { use: 'llm:S3/gpt-4o' }, [{ model: { id: 'gpt-4o' } }]],
  ])('speaks of %s', (_, row, ...[args, demand, left]) => {
    expect(demanded(row, args)).toEqual({ demand, args: left });
  });

  test.each([[[]], [[{}]], [[null]], [['text']], [[{ model: 7 }]], [[{ model: '' }]], [[{ model: ['a'] }]], [[Object.create({ model: 'inherited' })]]])(
    'fills what %j does not say with a question mark, which only a star opens',
    (args) => {
      expect(demanded({ use: 'llm:{0.model}' }, args).demand).toEqual({ use: 'llm:?' });
    },
  );

  test.each<[string, Row, unknown[], string]>([
    ['a name that is none', { level: 'read', name: 0 }, [{}], 'KERNEL_BAD_NAME'],
    ['a missing name', { level: 'read', name: 0 }, [], 'KERNEL_BAD_NAME'],
    ['a prefix that is none', { level: 'read', prefix: 0 }, [7], 'KERNEL_BAD_NAME'],
    ['an item that is none', { level: 'read', name: 0, item: 1 }, ['ns', 7], 'KERNEL_BAD_NAME'],
    ['an item that leaves its container', { level: 'read', name: 0, item: 1 }, ['ns', '../other'], 'KERNEL_BAD_NAME'],
    ['an absolute item', { level: 'read', name: 0, item: 1 }, ['ns', '/k'], 'KERNEL_BAD_NAME'],
    ['a container and an item that make a URI together', { level: 'read', name: 0, item: 1 }, ['smythfs:', '/a1.agent/k'], 'KERNEL_BAD_NAME'],
    ['an item that is a URI', { level: 'read', name: 0, item: 1 }, ['ns', 'smythfs://u1.user/k'], 'KERNEL_BAD_NAME'],
    ['an empty item', { level: 'read', name: 0, item: 1 }, ['ns', ''], 'KERNEL_BAD_NAME'],
    ['an empty container', { level: 'read', name: 0, item: 1 }, ['', 'k'], 'KERNEL_BAD_NAME'],
    ['a container that is none', { level: 'read', name: 0, item: 1 }, [7, 'k'], 'KERNEL_BAD_NAME'],
  ])('refuses %s', (_, row, args, code) => {
    expect(() => demanded(row, args)).toThrow(expect.objectContaining({ code }));
  });
});
