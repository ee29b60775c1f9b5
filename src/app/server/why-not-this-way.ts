import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { matchesAny } from "../../core/shared/ref-pattern.ts"
import type { ServerPorts } from "./server-ports.ts"

const HEADS = "refs/heads/"

/**
 * Why a way into an environment is not for a commit at all, whatever its gates say; null where it is. A way from a branch
 * is only for what such a branch has built; one from an environment is decided by what was verified there.
 */
export async function whyNotThisWay(
  ports: ServerPorts,
  rules: Definition,
  { template, wayIn, commit }: { readonly template: string; readonly wayIn: number; readonly commit: string },
): Promise<string | null> {
  const way = rules.environments[template]?.from[wayIn]
  if (!way) return "the definition has no such way in any more"
  if ("environment" in way) return null
  const built = await ports.store.releases.byCommit(commit)
  const branches = built.flatMap(({ ref }) => (ref?.startsWith(HEADS) ? [ref.slice(HEADS.length)] : []))
  if (branches.some((branch) => matchesAny(way.branch, branch))) return null
  const from = branches.length > 0 ? `built from ${[...new Set(branches)].join(", ")}` : "built from no branch"
  return `it takes what ${way.branch.join(", ")} builds, and this was ${from}`
}
