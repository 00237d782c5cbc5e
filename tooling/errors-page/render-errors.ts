import { httpStatus } from '../../packages/kernel/src/errors.ts';
import type { ErrorEntry } from './collect-errors.ts';

const intro = `# Errors

Every error has a code, a category, details that are safe to log, and a fix. Recognise it by its code, never by its text:

\`\`\`ts
import { ConnectorService, hasCode, SRE } from 'smyth-runtime';

SRE.init({ home: false });
try {
  await ConnectorService.getStorageConnector().agent('a1').read('never-written.txt');
} catch (error) {
  if (hasCode(error, 'STORAGE_NOT_FOUND')) console.log(error.category, error.retryable, error.details);
}
await SRE.stop();
\`\`\`

\`\`\`text
not-found false { name: 'never-written.txt' }
\`\`\`

The HTTP status follows from the category. *Retryable* means that the same call may succeed later without a change. What stands in
\`<angle brackets>\` is filled in when it happens. \`npm run errors\` writes this page from the tables in the code, and a test compares the two.
`;

/** What Markdown would read as markup. Angle brackets would be taken for tags. */
const escape = (text: string): string => text.trim().replace(/[\\<>*_|[\]]/g, '\\$&').replace(/\s*\n\s*/g, ' ');

const renderEntry = ({ code, category, retryable, says, fix }: ErrorEntry): string => {
  const kind = `\`${category}\`, HTTP ${httpStatus[category]}${retryable ? ', retryable' : ''}`;
  const lines = [`### ${code}`, '', `${kind}. ${escape(says)}`, ...(fix.trim() === '' ? [] : ['', `Fix: ${escape(fix)}`])];
  return lines.join('\n');
};

/** The page, one section for each area. */
export function renderErrors(entries: readonly ErrorEntry[]): string {
  const areas = [...Map.groupBy(entries, ({ area }) => area)];
  const sections = areas.map(([area, inside]) => {
    const packages = [...new Set(inside.map(({ from }) => from))].map((name) => `\`${name}\``);
    return `## ${area}\n\nFrom ${packages.join(', ')}.\n\n${inside.map(renderEntry).join('\n\n')}\n`;
  });
  return [intro, ...sections].join('\n');
}
