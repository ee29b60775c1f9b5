import { safeParse } from "zod"
import type { Diagnostic } from "../shared/diagnostic.ts"
import type { Failure } from "../shared/failure.ts"
import { fail, ok, type Result } from "../shared/result.ts"
import { crossCheck } from "./cross/cross-check.ts"
import type { Finding } from "./cross/finding.ts"
import { partialView } from "./cross/partial-view.ts"
import { wholeView } from "./cross/whole-view.ts"
import { deepFreeze } from "./deep-freeze.ts"
import { setOrigin } from "./definition-origin.ts"
import type { Problem } from "./problem.ts"
import { type Definition, definitionSchema } from "./schema/definition-schema.ts"
import { checkShape } from "./shape/check-shape.ts"
import { readSource } from "./source/read-source.ts"
import { locate, type SourceValue } from "./source/source-value.ts"
import { toDiagnostics } from "./to-diagnostics.ts"

/** What is known about a definition's text. */
export interface CheckedDefinition {
  /** Frozen, all the way down; undefined when a diagnostic is an error. */
  readonly definition: Definition | undefined
  /** Errors and warnings, sorted by position. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Where a definition's text comes from. */
export interface TextOrigin {
  /** Path as the user would type it; stands in every diagnostic. */
  readonly file: string
}

/**
 * Reads the text of a `slipway.yaml` and reports all problems at once (`path.md`, Diagnostics): syntax, shape, what is
 * not supported yet, and names that lead nowhere. Parts without mistakes are checked against each other even when
 * others have some. Never throws and never takes long, whatever the text is.
 */
export function checkDefinition(text: string, { file }: TextOrigin): CheckedDefinition {
  const problems: Problem[] = []
  const root = readSource(text, (problem) => problems.push(problem))
  const definition = root && checkSource(root, problems)
  if (definition && root) setOrigin(definition, { file, text, root })
  return { definition, diagnostics: toDiagnostics(problems, file, text) }
}

/**
 * The definition that a text holds; see {@link checkDefinition}. Warnings are left out of a success; a failure carries
 * every diagnostic.
 */
export function parseDefinition(text: string, origin: TextOrigin): Result<Definition, Failure<"definition-invalid">> {
  const { definition, diagnostics } = checkDefinition(text, origin)
  return definition ? ok(definition) : invalidDefinition(origin.file, diagnostics)
}

/** The failure of a definition with errors: `slipway.yaml has 3 errors`. */
export function invalidDefinition(
  file: string,
  diagnostics: readonly Diagnostic[],
): { readonly ok: false; readonly failure: Failure<"definition-invalid"> } {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length
  return fail("definition-invalid", `${file} has ${errors} ${errors === 1 ? "error" : "errors"}`, {
    hint: "correct it as shown; `slipway explain <code>` tells more",
    diagnostics,
  })
}

function checkSource(root: SourceValue, problems: Problem[]): Definition | undefined {
  checkShape(definitionSchema, root, (problem) => problems.push(problem))
  const parsed = safeParse(definitionSchema, root.plain)
  const view = parsed.success ? wholeView(parsed.data) : partialView(root)
  for (const finding of crossCheck(view)) problems.push(problemOf(finding, root))
  const sound = !problems.some(({ severity }) => severity === "error")
  // The walk explains what the schema refuses. Should it ever find nothing to say, the refusal still stands.
  if (!parsed.success && sound) {
    const issue = parsed.error.issues[0]
    const path = (issue?.path ?? []).map((step) => (typeof step === "symbol" ? String(step) : step))
    const message = issue?.message ?? "the file does not fit the schema"
    problems.push({ code: "value-invalid", severity: "error", message, at: locate(root, path).value })
  }
  return parsed.success && sound ? deepFreeze(parsed.data) : undefined
}

function problemOf({ code, severity = "error", message, path, on, suggestion }: Finding, root: SourceValue): Problem {
  return { code, severity, message, at: locate(root, path)[on], suggestion }
}
