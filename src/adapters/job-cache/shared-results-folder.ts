import { type Digest, digestOf } from "../../core/shared/digest.ts"
import type { CachedResult } from "../../ports/job-cache.ts"
import type { SharedResults, WholeResult } from "../../ports/shared-results.ts"
import { LocalJobCache, type LocalJobCacheOptions } from "./local-job-cache.ts"

/** Results of any number of builders in one folder, with one limit for all of them. */
export class SharedResultsFolder implements SharedResults {
  readonly #cache: LocalJobCache

  constructor(options: LocalJobCacheOptions) {
    this.#cache = new LocalJobCache(options)
  }

  async lookup(builder: string, keys: readonly Digest[]): Promise<ReadonlyMap<Digest, CachedResult>> {
    const keyOf = new Map(keys.map((key) => [placeOf(builder, key), key]))
    const found = await this.#cache.lookup([...keyOf.keys()])
    return new Map([...found].flatMap(([place, result]) => entryOf(keyOf.get(place), result)))
  }

  whole(builder: string, key: Digest): Promise<WholeResult | undefined> {
    return this.#cache.whole(placeOf(builder, key))
  }

  async put(key: Digest, whole: WholeResult): Promise<void> {
    this.#cache.add(placeOf(whole.entry.result.builder, key), whole)
  }

  close(): Promise<void> {
    return this.#cache.close()
  }
}

/** No builder's name has a line break: two pairs never meet in one place. */
function placeOf(builder: string, key: Digest): Digest {
  return digestOf(`${builder}\n${key}`)
}

function entryOf(key: Digest | undefined, result: CachedResult): [Digest, CachedResult][] {
  return key === undefined ? [] : [[key, result]]
}
