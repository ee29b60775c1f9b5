import { type CommandResult, PREDICATE } from "../../core/evidence/statement.ts"
import { commandHash, NOT_YET } from "../../core/promotion/command-gate.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import type { CommandFact } from "../../core/promotion/promotion-facts.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { RunRecord } from "../../ports/store/run-store.ts"
import type { Stores } from "../../ports/store/store.ts"
import { prove } from "./prove-entry.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Without a number: nobody has asked for it yet. */
type Concerned = Pick<PromotionRecord, "release" | "environment"> & Partial<Pick<PromotionRecord, "id">>

/** What the commands of a way in have said about a release, and which of them are being asked. */
export async function loadCommands(
  ports: ServerPorts,
  { gates }: EffectiveRules,
  promotion: Concerned,
): Promise<readonly CommandFact[]> {
  const commands = Object.entries(gates).flatMap(([gate, { command }]) => (command ? [{ gate, command }] : []))
  if (commands.length === 0) return []
  const entries = await ports.store.ledger.bySubject(promotion.release, PREDICATE.command)
  const runs = promotion.id === undefined ? [] : await ports.store.gateRuns.ofPromotion(promotion.id)
  return Promise.all(
    commands.map(async ({ gate, command }) => {
      const definition = commandHash(command)
      const entry = entries.findLast(({ predicate }) => {
        const said = predicate as Partial<CommandResult> | null
        return said?.environment === promotion.environment && said.gate === gate && said.definition === definition
      })
      const { proof, predicate } = await prove<CommandResult>(ports, entry)
      const isOurs = predicate?.gate === gate && predicate.definition === definition
      const result =
        entry && predicate && isOurs
          ? { status: predicate.status, said: predicate.message, run: predicate.run, at: entry.recordedAt }
          : null
      const other = { kind: "unreadable", why: "its statement is about another gate" } as const
      const run = runs.find((one) => one.gate === gate)?.run
      const attempt = run === undefined ? null : await attemptOf(ports, run, entry?.recordedAt ?? null)
      return { gate, proof: proof.kind === "valid" && !isOurs ? other : proof, result, attempt }
    }),
  )
}

async function attemptOf(ports: ServerPorts, id: number, signedAt: number | null): Promise<CommandFact["attempt"]> {
  const run = await ports.store.runs.get(id)
  if (!run) return null
  const { status, message, startedAt } = run
  if (status === "waiting" || status === "running") return { kind: "under-way", run: id, said: message }
  if (signedAt !== null && startedAt !== null && signedAt >= startedAt) return null
  const kind = (await isNotYet(ports.store, run)) ? "not-yet" : "errored"
  return { kind, run: id, said: message ?? status, at: run.endedAt ?? run.createdAt }
}

/** Whether what a run asked wants to be asked again. */
export async function isNotYet({ runs }: Pick<Stores, "runs">, { id, status }: RunRecord): Promise<boolean> {
  const [job] = await runs.jobs(id)
  return status === "failed" && job?.exitCode === NOT_YET
}
