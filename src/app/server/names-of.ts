import type { PromotionFacts } from "../../core/promotion/promotion-facts.ts"
import { parseReleaseVersion } from "../../core/release/version.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { ServerPorts } from "./server-ports.ts"

const TAGS = "refs/tags/"

/** What a release is called: its versions, and as things stand the other tags on commits that have built it. */
export async function namesOf(
  { store, repository }: Pick<ServerPorts, "store" | "repository">,
  release: Digest,
): Promise<PromotionFacts["names"]> {
  const versions = (await store.releases.names(release)).filter(({ complete }) => complete)
  const commits = new Set((await store.releases.provenance(release)).map(({ commit }) => commit))
  const refs = await repository.refs()
  const tags = [...(refs.ok ? refs.value : [])].flatMap(([ref, { commit }]) => {
    const name = ref.slice(TAGS.length)
    const isTag = ref.startsWith(TAGS) && parseReleaseVersion(name)?.tag !== name
    return isTag && commit !== null && commits.has(commit) ? [{ name, kind: null }] : []
  })
  return [...versions, ...tags]
}
