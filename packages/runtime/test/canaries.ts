import { createHash } from 'node:crypto';

/** A made-up secret of the shape of a real one. */
export interface Canary {
  readonly name: string;
  readonly value: string;
}

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const hexadecimal = '0123456789abcdef';

/** `length` characters of `alphabet`, the same for the same name in every run. Made here, so that no scanner takes this file for a leak. */
function body(name: string, length: number, alphabet = alphanumeric): string {
  let text = '';
  for (let i = 0; text.length < length; i++) {
    for (const byte of createHash('sha256').update(`${name} ${i}`).digest()) text += alphabet[byte % alphabet.length];
  }
  return text.slice(0, length);
}

const bytes = (name: string, length: number): Buffer => Buffer.from(body(name, length * 2, hexadecimal), 'hex');
const hex = (name: string, length: number): string => body(name, length, hexadecimal);
const jwt = (name: string): string => [JSON.stringify({ alg: 'HS256', typ: 'JWT' }), JSON.stringify({ sub: name, admin: true }), bytes(name, 32)].map((part) => Buffer.from(part).toString('base64url')).join('.');
const wrapped = (name: string, length: number): string => bytes(name, length).toString('base64').replace(/.{64}/g, '$&\n');
const pem = (label: string, length: number, end = '\n'): string => [`-----BEGIN ${label}-----`, ...wrapped(label, length).split('\n'), `-----END ${label}-----`, ''].join(end);

const inner = body('inner', 20);

const values: Readonly<Record<string, string>> = {
  'OpenAI, old': `sk-${body('openai', 48)}`,
  'OpenAI, project': `sk-proj-${body('project', 74)}_${body('project 2', 40)}-${body('project 3', 20)}`,
  Anthropic: `sk-ant-api03-${body('anthropic', 93)}-${body('anthropic 2', 6)}AA`,
  Google: `AIza${body('google', 35)}`,
  'AWS key id': `AKIA${body('aws', 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
  'AWS secret key': `${body('aws secret', 18)}/${body('aws secret 2', 12)}+${body('aws secret 3', 8)}`,
  'GitHub, classic': `ghp_${body('ghp', 36)}`,
  'GitHub, fine-grained': `github_pat_${body('pat', 22)}_${body('pat 2', 59)}`,
  'GitLab': `glpat-${body('gitlab', 20)}`,
  'Slack bot': ['xoxb', body('slack', 12, '0123456789'), body('slack 2', 24)].join('-'),
  'Slack webhook': `https://hooks.example.com/services/T${body('hook', 8)}/B${body('hook 2', 8)}/${body('hook 3', 24)}`,
  Stripe: ['sk', 'live', body('stripe', 24)].join('_'),
  'Twilio': `SK${hex('twilio', 32)}`,
  SendGrid: `SG.${body('sendgrid', 22)}.${body('sendgrid 2', 43)}`,
  npm: `npm_${body('npm', 36)}`,
  'Hugging Face': `hf_${body('hf', 34)}`,
  Groq: `gsk_${body('groq', 52)}`,
  Perplexity: `pplx-${body('pplx', 48)}`,
  JWT: jwt('user'),
  'RSA key': pem('RSA PRIVATE KEY', 1190),
  'EC key, CRLF': pem('EC PRIVATE KEY', 121, '\r\n'),
  'OpenSSH key': pem('OPENSSH PRIVATE KEY', 300),
  'Basic header': `Basic ${Buffer.from(`user:${body('basic', 16)}`).toString('base64')}`,
  'Bearer header': `Bearer ${body('bearer', 40)}`,
  'Postgres address': `postgres://app:${body('postgres', 18)}@db.example.com:5432/main?sslmode=require`,
  'Redis address': `redis://:${body('redis', 10)}%40${body('redis 2', 6)}@cache.example.com:6379/0`,
  'MongoDB address': `mongodb+srv://root:${body('mongo', 14)}@cluster0.example.net/?retryWrites=true`,
  UUID: [8, 4, 4, 4, 12].map((length, i) => hex(`uuid ${i}`, length)).join('-'),
  'hex, 64': hex('hex', 64),
  'hex, 32, upper case': hex('upper', 32).toUpperCase(),
  'base64 with + / =': `${body('b64', 10)}+${body('b64 2', 11)}/${body('b64 3', 19)}==`,
  'base64url': bytes('url', 33).toString('base64url'),
  unicode: `pässwörd-${body('unicode', 6)}-密码-🔑`,
  'with quotes and slashes': `a"b'c\\d/${body('quotes', 12)}`,
  'with spaces and marks': `correct horse & battery=staple? ${body('spaces', 6)}#100%`,
  'service account': JSON.stringify({ type: 'service_account', private_key_id: hex('service', 40), private_key: pem('PRIVATE KEY', 200) }),
  '8 bytes': body('eight', 8),
  '10 digits': body('digits', 10, '123456789'),
  'inside another': inner,
  'around another': `${body('around', 6)}${inner}${body('around 2', 6)}`,
};

export const canaries: readonly Canary[] = Object.entries(values).map(([name, value]) => ({ name, value }));

const lower = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());

/** What of a value gives it away: itself, each line of a key, the password in an address. */
function partsOf(value: string): string[] {
  const lines = value.split(/\r?\n/).filter((line) => line.length >= 16 && !line.startsWith('-----'));
  const password = /^[a-z+]+:\/\/[^:/]*:([^@]+)@/.exec(value)?.[1];
  return [value, ...(lines.length > 1 ? lines : []), ...(password === undefined ? [] : [password, decodeURIComponent(password)])];
}

/** The texts by which a value would be recognised, worked out without the code that is tried. */
function formsOfPart(part: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(part);
  const json = JSON.stringify(part).slice(1, -1);
  return {
    plain: part,
    base64: bytes.toString('base64'),
    base64url: bytes.toString('base64url'),
    'base64 behind a user': Buffer.concat([Buffer.from('user:'), bytes]).toString('base64').slice(7, -4),
    'base64 behind one byte': Buffer.concat([Buffer.from('x'), bytes]).toString('base64').slice(2, -4),
    hex: bytes.toString('hex'),
    'hex, upper case': bytes.toString('hex').toUpperCase(),
    'URL-encoded': encodeURIComponent(part),
    'URL-encoded, lower case': lower(encodeURIComponent(part)),
    'form-encoded': new URLSearchParams({ v: part }).toString().slice(2),
    'JSON-escaped': json,
    'JSON in JSON': JSON.stringify(json).slice(1, -1),
  };
}

/** Every form of a canary by name, none twice. */
export function formsOf({ value }: Canary): ReadonlyMap<string, string> {
  const byForm = new Map<string, string>();
  for (const [i, part] of partsOf(value).entries()) {
    for (const [name, form] of Object.entries(formsOfPart(part))) if (!byForm.has(form)) byForm.set(form, i === 0 ? name : `${name} of part ${i}`);
  }
  return new Map([...byForm].map(([form, name]) => [name, form]));
}

/** A text that gives a canary away in every form at once; base64 of more than the value is there as a whole. */
export function gossip(canary: Canary): string {
  const alone = [...formsOf(canary)].flatMap(([name, form]) => (name.includes('behind') ? [] : [form]));
  const behind = partsOf(canary.value).flatMap((part) => [`user:${part}`, `x${part}`].map((text) => Buffer.from(text).toString('base64')));
  return [...alone, ...behind].join(' , ');
}

/** Line ends, spaces, quotes and what joins them: taken out, a text that was cut in printing is whole again. */
const squashed = (text: string): string => text.replace(/[\s'"`+,]|\\n|\\r/g, '');

/** Looks for every form of every canary in what came out at the end of a road, as it is and with its pieces put together. */
export function search(out: string): { readonly found: readonly string[]; readonly searched: number } {
  const together = squashed(out);
  const looks = canaries.flatMap((canary) => [...formsOf(canary)].flatMap(([name, form]) => [
    { what: `${canary.name}: ${name}`, isThere: out.includes(form) },
    { what: `${canary.name}: ${name}, in pieces`, isThere: together.includes(squashed(form)) },
  ]));
  return { found: looks.filter(({ isThere }) => isThere).map(({ what }) => what), searched: looks.length };
}
