import { effectiveDefinition } from "../../core/definition/effective-definition.ts"
import { parseDefinition } from "../../core/definition/parse-definition.ts"
import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { fail, type Result } from "../../core/shared/result.ts"
import type { Repository } from "../../ports/repository.ts"

const FILE = "slipway.yaml"
/** A definition may hold this many bytes; the parser refuses more with a better message, so read one beyond. */
const LIMIT = 1024 * 1024
/** Texts whose definitions are kept. */
const KNOWN = 20

/** The definition that a commit itself holds. */
export async function definitionOf(repository: Repository, commit: string): Promise<Result<Definition>> {
  const text = await repository.readText(commit, FILE, LIMIT)
  if (!text.ok) return text
  if (text.value === undefined) {
    return fail("definition-missing", `commit ${commit.slice(0, 12)} has no ${FILE}`, {
      hint: `add ${FILE} to the repository's root`,
    })
  }
  return parsed(text.value)
}

/** What texts hold is decided once: the same few commits are asked about again and again. The newest come last. */
const known = new Map<string, Result<Definition>>()

function parsed(text: string): Result<Definition> {
  const definition = known.get(text) ?? parseDefinition(text, { file: FILE })
  known.delete(text)
  known.set(text, definition)
  const [oldest] = known.keys()
  if (oldest !== undefined && known.size > KNOWN) known.delete(oldest)
  return definition
}

/** The rules in force: the definition at the tip of the protected branch that the repository's HEAD names. */
export async function currentRules(
  repository: Repository,
): Promise<Result<{ readonly definition: Definition; readonly commit: string }>> {
  const tip = await repository.resolve("HEAD")
  if (!tip.ok) {
    return fail("protected-branch-missing", "the protected branch, whose rules count, was not pushed yet", {
      hint: "push it first: git push slipway main",
    })
  }
  const definition = await definitionOf(repository, tip.value.commit)
  if (!definition.ok) return definition
  return { ok: true, value: { definition: definition.value, commit: tip.value.commit } }
}

/** Rules of the protected branch with the services, jobs and tests of a commit (`architecture.md`, Which definition counts). */
export async function definitionFor(repository: Repository, commit: string): Promise<Result<Definition>> {
  const rules = await currentRules(repository)
  if (!rules.ok) return rules
  if (rules.value.commit === commit) return { ok: true, value: rules.value.definition }
  const own = await definitionOf(repository, commit)
  if (!own.ok) return own
  return effectiveDefinition(rules.value.definition, own.value)
}
