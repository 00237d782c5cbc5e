import { type StartContext, text, type Values } from '@smyth/kernel';
import { cacheErrors, type CacheEntry, type CacheSetOptions, type Json, toEntry, toExpiry, toMetadataText } from '@smyth/subsystems';
import { CacheConnector } from '../src/index.ts';

const settings = { label: text().default('acme') };

/** A whole cache, as somebody writes it who thinks in classes. */
export class AcmeCache extends CacheConnector {
  static readonly settings = settings;
  readonly name = 'Acme';
  readonly #kept = new Map<string, CacheEntry>();
  #now = (): number => 0;

  start({ clock, settings: { label } }: StartContext<Values<typeof settings>>): void {
    if (label === 'broken') throw new Error('no such label');
    this.#now = () => clock.now();
  }

  stop(): void {
    this.#kept.clear();
  }

  async get(key: string): Promise<Json | undefined> {
    const found = this.#find(key);
    return found && (JSON.parse(found.value) as Json);
  }

  async set(key: string, value: Json, options: CacheSetOptions | undefined): Promise<void> {
    this.#kept.set(key, toEntry(value, options, this.#now()));
  }

  async delete(key: string): Promise<void> {
    this.#kept.delete(key);
  }

  async exists(key: string): Promise<boolean> {
    return this.#find(key) !== undefined;
  }

  async getMetadata(key: string): Promise<Readonly<Record<string, Json>> | undefined> {
    const found = this.#find(key);
    return found && (JSON.parse(found.metadata) as Record<string, Json>);
  }

  async setMetadata(key: string, metadata: Readonly<Record<string, Json>>): Promise<void> {
    const text = toMetadataText(metadata);
    this.#kept.set(key, { ...this.#existing(key), metadata: text });
  }

  async getTTL(key: string): Promise<number | undefined> {
    const expiresAt = this.#find(key)?.expiresAt;
    return expiresAt === undefined ? undefined : (expiresAt - this.#now()) / 1000;
  }

  async updateTTL(key: string, ttl: number | undefined): Promise<void> {
    const expiresAt = toExpiry(ttl, this.#now());
    this.#kept.set(key, { ...this.#existing(key), expiresAt });
  }

  #find(key: string): CacheEntry | undefined {
    const found = this.#kept.get(key);
    return found?.expiresAt !== undefined && this.#now() >= found.expiresAt ? undefined : found;
  }

  #existing(key: string): CacheEntry {
    const found = this.#find(key);
    if (found === undefined) throw cacheErrors.NOT_FOUND({ name: key });
    return found;
  }
}
