import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { fail, type Result } from "../../core/shared/result.ts"
import type { CommitFacts } from "../../ports/repository.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Commits between two releases that are looked at one by one. */
const MOST = 1000
/** Pairs of commits whose answer is kept: what lies between two commits never changes. */
const KNOWN = 50

const known = new Map<string, readonly CommitFacts[]>()

/**
 * What a release brings where it enters, newest first; fails where that is too much to be looked at. Where nothing runs, it
 * begins with what was pushed first of all: nobody could review that here.
 */
export async function broughtCommits(
  ports: ServerPorts,
  rules: Definition,
  { commit, environment }: Pick<PromotionRecord, "commit" | "environment">,
): Promise<Result<readonly CommitFacts[]>> {
  const since = await startingCommit(ports, rules, environment)
  const pair = `${since}..${commit}`
  const before = known.get(pair)
  if (before) return { ok: true, value: before }
  const brought = await ports.repository.log(since, commit, MOST + 1)
  if (!brought.ok) return brought
  if (brought.value.length > MOST) return fail("evidence-missing", `it brings more than ${MOST} commits`)
  known.set(pair, brought.value)
  const [oldest] = known.keys()
  if (oldest !== undefined && known.size > KNOWN) known.delete(oldest)
  return brought
}

async function startingCommit({ store }: ServerPorts, rules: Definition, environment: string): Promise<string | null> {
  const record = await store.environments.get(environment)
  const running = record?.current ? await store.environments.getDeployment(record.current) : undefined
  if (running) return running.commit
  const first = await store.events.firstOf(`refs/heads/${rules.branches.protected[0]}`)
  return first?.commit ?? null
}
