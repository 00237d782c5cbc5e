import * as crypto from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkOf, type Header, parseSealed, seal, unseal } from './sealed-file.ts';

const key = crypto.randomBytes(32);
const entries = new Map([
  ['default/agent/a/openai', 'sk-canary'],
  ['default/agent/a/__proto__', 'grüße'],
]);
const header: Header = { format: 'smyth-vault', version: 1, cipher: 'aes-256-gcm', key: { from: 'file' }, check: checkOf(crypto, key) };
const derivedHeader: Header = { ...header, key: { from: 'passphrase', kdf: 'scrypt', n: 32_768, r: 8, p: 3, salt: Buffer.alloc(16, 1).toString('base64') } };
const sealed = (of: Header = header): string => seal(crypto, key, { header: of, nonce: crypto.randomBytes(12), entries });
const open = (text: string, with_ = key): Map<string, string> => unseal(crypto, with_, { sealed: parseSealed(text, 'vault.json'), file: 'vault.json' });

const changed = (text: string, change: (file: Record<string, never>) => object): string => {
  const file = JSON.parse(text) as Record<string, never>;
  return JSON.stringify({ ...file, ...change(file) });
};
const flipped = (base64: string): string => {
  const bytes = Buffer.from(base64, 'base64');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString('base64');
};

describe('a sealed file', () => {
  it('gives back its entries and shows none of them', () => {
    const text = sealed();
    expect(open(text)).toEqual(entries);
    expect(/canary|openai|agent/.test(text)).toBe(false);
  });

  it('says by its header what it is', () => {
    const { nonce, data, tag, ...open } = JSON.parse(sealed(derivedHeader)) as Record<string, unknown>;
    expect(open).toEqual(derivedHeader);
    expect([nonce, data, tag].map((each) => typeof each)).toEqual(['string', 'string', 'string']);
  });

  it('is told from a wrong key', () => {
    expect(() => open(sealed(), crypto.randomBytes(32))).toThrow(expect.objectContaining({ code: 'VAULT_WRONG_KEY' }) as Error);
  });

  it.each([
    ['data', (file: Record<string, never>) => ({ data: flipped(file['data'] as never) })],
    ['tag', (file: Record<string, never>) => ({ tag: flipped(file['tag'] as never) })],
    ['nonce', (file: Record<string, never>) => ({ nonce: flipped(file['nonce'] as never) })],
    ['key source', () => ({ key: { from: 'file' } })],
    ['cost', (file: Record<string, never>) => ({ key: { ...(file['key'] as unknown as object), n: 2 } })],
  ])('is broken when its %s was changed', (_, change) => {
    expect(() => open(changed(sealed(derivedHeader), change))).toThrow(expect.objectContaining({ code: 'VAULT_BROKEN' }) as Error);
  });

  it.each([
    ['', 'it is not JSON'],
    ['{"format"', 'it is not JSON'],
    ['[]', 'it is not a vault'],
    ['{"format":"other","version":1}', 'it is not a vault'],
    [changed(sealed(), () => ({ version: '1' })), 'it is not a vault'],
    [changed(sealed(), () => ({ cipher: 'none' })), 'its header is damaged'],
    [changed(sealed(), () => ({ key: undefined })), 'its header is damaged'],
    [changed(sealed(), () => ({ nonce: 'AAAA' })), 'its header is damaged'],
    [changed(sealed(), () => ({ tag: 'AAAA' })), 'its header is damaged'],
    [changed(sealed(), () => ({ check: 5 })), 'its header is damaged'],
    [changed(sealed(derivedHeader), () => ({ key: { ...derivedHeader.key, n: 2 ** 30 } })), 'its header is damaged'],
    [changed(sealed(derivedHeader), () => ({ key: { ...derivedHeader.key, salt: '' } })), 'its header is damaged'],
  ])('is refused when it reads %.40s', (text, reason) => {
    expect(() => parseSealed(text, 'vault.json')).toThrow(expect.objectContaining({ code: 'VAULT_BROKEN', message: expect.stringContaining(reason) as string }) as Error);
  });

  it('of a newer release is refused, naming both versions', () => {
    expect(() => parseSealed(changed(sealed(), () => ({ version: 7 })), 'vault.json')).toThrow(
      expect.objectContaining({ code: 'VAULT_NEWER', details: { file: 'vault.json', found: 7, known: 1 } }) as Error,
    );
  });
});
