import { describe, expect, expectTypeOf, test } from 'vitest';
import { ACLAccessDeniedError, defineErrors, type ErrorCategory, errorRows, hasCode, httpStatus, isSmythError, SmythError } from './errors.ts';
import { kernelErrors, unsupported } from './kernel-errors.ts';

const teaErrors = defineErrors('TEA', {
  TOO_HOT: {
    category: 'limit',
    retryable: true,
    says: (d: { degrees: number }) => `The tea has ${d.degrees} °C.`,
    fix: 'Wait.',
  },
  EMPTY: { category: 'not-found', says: () => 'The pot is empty.', fix: (d: { next: string }) => `Fill it at ${d.next}.` },
});

describe('an error of a table', () => {
  test('carries its code, category, details, and a message that says what to do', () => {
    const error = teaErrors.TOO_HOT({ degrees: 96 });
    expect({ ...error, message: error.message, name: error.name }).toEqual({
      [Symbol.for('smyth.error')]: true,
      code: 'TEA_TOO_HOT',
      category: 'limit',
      details: { degrees: 96 },
      fix: 'Wait.',
      retryable: true,
      message: 'TEA_TOO_HOT: The tea has 96 °C. Wait.',
      name: 'SmythError',
    });
  });

  test('prints as JSON without stack and cause', () => {
    const error = teaErrors.TOO_HOT({ degrees: 96 }, { cause: new Error('the kettle') });
    expect(JSON.parse(JSON.stringify(error))).toEqual({ code: 'TEA_TOO_HOT', category: 'limit', message: 'TEA_TOO_HOT: The tea has 96 °C. Wait.', details: { degrees: 96 }, retryable: true });
    expect(error.cause).toEqual(new Error('the kettle'));
  });

  test('is not retryable unless its row says so', () => {
    expect(teaErrors.EMPTY({} as never).retryable).toBe(false);
  });

  test('takes only the details of its own code', () => {
    expectTypeOf(teaErrors.TOO_HOT).parameter(0).toEqualTypeOf<{ degrees: number }>();
    // @ts-expect-error -- the detail is called degrees
    expect(teaErrors.TOO_HOT({ celsius: 1 }).code).toBe('TEA_TOO_HOT');
    // @ts-expect-error -- there is no such problem with tea
    expect(teaErrors.STOLEN).toBe(undefined);
  });

  test('is known as ours by its brand, also from another copy of this package', () => {
    const twin = { [Symbol.for('smyth.error')]: true, code: 'TEA_EMPTY' };
    expect([teaErrors.TOO_HOT({ degrees: 1 }), twin, new Error('x'), { code: 'TEA_EMPTY' }, null, 'TEA_EMPTY'].map(isSmythError)).toEqual([true, true, false, false, false, false]);
    expect([hasCode(twin, 'TEA_EMPTY'), hasCode(twin, 'TEA_TOO_HOT'), hasCode(undefined, 'TEA_EMPTY')]).toEqual([true, false, false]);
  });
});

describe('an error table', () => {
  test('is frozen, and its rows can be read by code', () => {
    expect(Object.isFrozen(teaErrors)).toBe(true);
    expect([...errorRows(teaErrors)].map(([code, { category }]) => [code, category])).toEqual([
      ['TEA_TOO_HOT', 'limit'],
      ['TEA_EMPTY', 'not-found'],
    ]);
    expect(errorRows({})).toEqual(new Map());
  });

  test('gives the refusal of access a class of its own', () => {
    const denied = kernelErrors.ACCESS_DENIED({ actor: 'agent:a', subsystem: 'storage', method: 'read', needs: 'read access' });
    expect(denied).toBeInstanceOf(ACLAccessDeniedError);
    expect(denied).toBeInstanceOf(SmythError);
    expect([denied.name, denied.message]).toEqual([
      'ACLAccessDeniedError',
      'KERNEL_ACCESS_DENIED: agent:a may not call storage.read: it needs read access. The owner can grant it (grant or setACL), or the operator can open the capability (Access: { allow: [...] }).',
    ]);
  });
});

describe('the errors of the kernel', () => {
  test('list every problem of a configuration in one message', () => {
    const problems = [
      { where: 'Cache', says: 'It is wrong.', fix: 'Mend it.' },
      { where: 'Log', says: 'So is this.', fix: 'Mend it too.' },
    ];
    expect(kernelErrors.BAD_CONFIG({ problems }).message).toBe(
      'KERNEL_BAD_CONFIG: 2 things are wrong in the configuration; nothing was started.\n  - Cache: It is wrong. Mend it.\n  - Log: So is this. Mend it too.',
    );
    expect(kernelErrors.BAD_CONFIG({ problems: problems.slice(0, 1) }).message).toBe('KERNEL_BAD_CONFIG: One thing is wrong in the configuration; nothing was started.\n  - Cache: It is wrong. Mend it.');
  });

  test('all have a fix in words, but for the list of problems, which has one a line', () => {
    const without = [...errorRows(kernelErrors)].filter(([, { fix }]) => fix === '').map(([code]) => code);
    expect(without).toEqual(['KERNEL_BAD_CONFIG']);
  });

  test('name a missing method with the code of its subsystem', () => {
    expect(unsupported('vault', 'EnvVault', 'set')).toMatchObject({ code: 'VAULT_UNSUPPORTED', category: 'invalid', details: { connector: 'EnvVault', method: 'set' } });
  });
});

test('every category has an HTTP status', () => {
  expectTypeOf<keyof typeof httpStatus>().toEqualTypeOf<ErrorCategory>();
  expect(httpStatus).toEqual({ config: 500, denied: 403, 'not-found': 404, conflict: 409, invalid: 400, unavailable: 503, limit: 429, internal: 500 });
});
