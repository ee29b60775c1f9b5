import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { PREDICATE, type Verification } from "../../core/evidence/statement.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import type { SoakFact } from "../../core/promotion/promotion-facts.ts"
import { nameOf } from "../../core/routing/route-event.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { prove } from "./prove-entry.ts"
import type { ServerPorts } from "./server-ports.ts"

type SoakPorts = Pick<ServerPorts, "store" | "registry" | "knownSigners">

/** Since when a release serves where the gates of a way in say that it must soak. */
export function loadSoaks(
  ports: SoakPorts,
  rules: Definition,
  { gates, builders }: EffectiveRules,
  release: Digest,
): Promise<readonly SoakFact[]> {
  const environments = new Set(Object.values(gates).flatMap(({ soak }) => (soak ? [soak.in] : [])))
  return Promise.all(
    [...environments].map(async (key) => {
      const definition = rules.environments[key]
      const name = definition ? nameOf(rules, key, definition, null) : key
      return { environment: key, ...(await soakIn(ports, name, { release, builders })) }
    }),
  )
}

/** Only the deployment that serves now counts: what it replaced, or was replaced by, has begun anew. */
async function soakIn(
  ports: SoakPorts,
  name: string,
  { release, builders }: { readonly release: Digest; readonly builders: readonly string[] },
): Promise<Omit<SoakFact, "environment">> {
  const record = await ports.store.environments.get(name)
  const current = record?.current ? await ports.store.environments.getDeployment(record.current) : undefined
  const unproven = { proof: { kind: "absent" }, status: null, since: null } as const
  if (current?.release !== release) return { isServing: false, ...unproven }
  const entries = await ports.store.ledger.bySubject(release, PREDICATE.verification)
  const own = entries.filter(({ predicate }) => {
    const said = predicate as Partial<Verification> | null
    // Beside mocks nothing soaks.
    return said?.environment === name && said.deployment === current.id && said.mocks === undefined
  })
  let fact: Omit<SoakFact, "environment"> = { isServing: true, ...unproven }
  for (const entry of own) {
    const { proof, predicate } = await prove<Verification>(ports, entry)
    const status = predicate?.status ?? null
    const isWhole = status === "succeeded" && !predicate?.mocks
    const isGood = proof.kind === "valid" && builders.includes(proof.signer) && isWhole
    const since = isGood ? (fact.since ?? entry.recordedAt) : null
    fact = { isServing: true, proof, status, since }
  }
  return fact
}
