import { expiryLaws } from './laws/expiry.ts';
import { listingLaws } from './laws/listing.ts';
import { readingLaws } from './laws/reading.ts';
import type { StorageLaw } from './laws/subject.ts';
import { versionLaws } from './laws/versions.ts';
import { writingLaws } from './laws/writing.ts';

/** What every storage keeps, connector or handle. */
export const storageLaws: readonly StorageLaw[] = [...readingLaws, ...writingLaws, ...versionLaws, ...expiryLaws, ...listingLaws];
