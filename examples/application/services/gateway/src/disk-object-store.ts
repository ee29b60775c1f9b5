import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { assertKey, type ObjectStore } from "./object-store.ts";

/** Objects as files below a directory, which is created when it is first written to. */
export class DiskObjectStore implements ObjectStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async put(key: string, text: string): Promise<void> {
    const path = this.#path(key);
    await mkdir(dirname(path), { recursive: true });
    // Readers see the old file or the new one, never half of it.
    const draft = `${path}.${randomUUID()}.draft`;
    await writeDurably(draft, text);
    await rename(draft, path);
    await syncDirectory(dirname(path));
  }

  async get(key: string): Promise<string | undefined> {
    return await unlessAbsent(readFile(this.#path(key), "utf8"));
  }

  async delete(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  async list(folder: string): Promise<readonly string[]> {
    const names = (await unlessAbsent(readdir(join(this.#directory, folder)))) ?? [];
    return names
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map((name) => `${folder}/${name}`);
  }

  #path(key: string): string {
    assertKey(key);
    return join(this.#directory, key);
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, "wx", 0o600);
  await file.writeFile(text);
  await file.sync();
}

/** Makes the new name of a file as durable as its content. */
async function syncDirectory(path: string): Promise<void> {
  await using directory = await open(path);
  await directory.sync();
}

async function unlessAbsent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
