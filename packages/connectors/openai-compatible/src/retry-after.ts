const milliseconds = (text: string | undefined): number | undefined => (text !== undefined && /^\d{1,12}(\.\d+)?$/.test(text.trim()) ? Math.round(Number(text)) : undefined);

/**
 * How long a provider asks to wait: `retry-after-ms`, else `Retry-After` in seconds or as a date (RFC 9110, 10.2.3) read at `now` (epoch ms).
 * A date gone by is 0; undefined: it does not say.
 */
export function toRetryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const exact = milliseconds(headers['retry-after-ms']);
  if (exact !== undefined) return exact;
  const value = headers['retry-after']?.trim();
  if (value === undefined) return undefined;
  if (/^\d{1,9}(\.\d+)?$/.test(value)) return Math.round(Number(value) * 1000);
  // Without a letter it is no date, although `Date.parse` would make one of it.
  const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
