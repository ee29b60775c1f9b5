import type { Diagnostic } from "../shared/diagnostic.ts"
import type { Failure } from "../shared/failure.ts"
import { fail, ok, type Result } from "../shared/result.ts"
import { crossCheck } from "./cross/cross-check.ts"
import type { Finding } from "./cross/finding.ts"
import { wholeView } from "./cross/whole-view.ts"
import { buildHalf, halfOf, rulesHalf } from "./definition-halves.ts"
import { originOf, setOrigin } from "./definition-origin.ts"
import type { Definition } from "./schema/definition-schema.ts"
import { locate } from "./source/source-value.ts"
import { toDiagnostics } from "./to-diagnostics.ts"

/**
 * The definition that counts for a commit: the rules of the protected branch with the build of the commit
 * (`architecture.md`, Which definition counts). Checked again, since each half was written against another one.
 * Diagnostics point into the file of the half that says the thing, and their message says which half that is.
 */
export function effectiveDefinition(
  rulesFrom: Definition,
  buildFrom: Definition,
): Result<Definition, Failure<"definition-invalid">> {
  if (rulesFrom === buildFrom) return ok(rulesFrom)
  const definition: Definition = Object.freeze({
    version: buildFrom.version,
    ...rulesHalf(rulesFrom),
    ...buildHalf(buildFrom),
  })
  const diagnostics = crossCheck(wholeView(definition))
    .filter(({ severity }) => severity !== "warning")
    .flatMap((finding) => diagnosticOf(finding, halfOf(finding.path[0]) === "rules" ? rulesFrom : buildFrom))
  if (diagnostics.length === 0) return ok(withOrigin(definition, buildFrom))
  return fail("definition-invalid", "the commit does not fit the rules of the protected branch", {
    hint: "change the commit, or merge the change of the rules into the protected branch first",
    diagnostics,
  })
}

function diagnosticOf(finding: Finding, from: Definition): readonly Diagnostic[] {
  const { code, path, on, suggestion } = finding
  const origin = originOf(from)
  const message = `${finding.message} (${faultOf(finding)})`
  const at = origin ? locate(origin.root, path)[on] : { start: 0, end: 0 }
  const problem = { code, severity: "error", message, at, suggestion } as const
  return toDiagnostics([problem], origin?.file ?? "slipway.yaml", origin?.text ?? "")
}

function faultOf({ path, wants = [] }: Finding): string {
  const says = halfOf(path[0])
  if (says === "rules" && wants.some((key) => halfOf(key) === "build")) {
    return "the rules of the protected branch ask for it; this commit does not have it"
  }
  if (says === "build" && wants.some((key) => halfOf(key) === "rules")) {
    return "this commit asks for it; the rules of the protected branch do not have it"
  }
  return says === "rules" ? "in the rules of the protected branch" : "in this commit"
}

/** Later findings about the build half point into the commit's file. */
function withOrigin(definition: Definition, from: Definition): Definition {
  const origin = originOf(from)
  if (origin) setOrigin(definition, origin)
  return definition
}
