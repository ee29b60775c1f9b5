/**
 * Small texts under keys of the form `folder/name.json`. Whoever implements this refuses any other key, so that no
 * key can lead out of the store.
 */
export interface ObjectStore {
  /** Resolves once the text would survive a crash; replaces what was there. */
  put(key: string, text: string): Promise<void>;
  get(key: string): Promise<string | undefined>;
  /** Does nothing where there is nothing. */
  delete(key: string): Promise<void>;
  /** The keys in a folder, sorted. */
  list(folder: string): Promise<readonly string[]>;
}

/** Throws for a key that an object store must not take: it would be a bug of the caller. */
export function assertKey(key: string): void {
  if (!/^[a-z]+\/[A-Z0-9-]+\.json$/.test(key)) throw new Error(`Not a key of the object store: ${JSON.stringify(key)}`);
}
