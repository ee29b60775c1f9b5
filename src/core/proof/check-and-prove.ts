import { originOf } from "../definition/definition-origin.ts"
import { type CheckedDefinition, checkDefinition, type TextOrigin } from "../definition/parse-definition.ts"
import type { Problem, Span } from "../definition/problem.ts"
import type { Definition } from "../definition/schema/definition-schema.ts"
import { locate, type SourceValue } from "../definition/source/source-value.ts"
import { toDiagnostics } from "../definition/to-diagnostics.ts"
import { compareDiagnostics, type Diagnostic } from "../shared/diagnostic.ts"
import { type Proof, proveDefinition } from "./prove-definition.ts"
import type { Weakness } from "./weakness.ts"

/** A definition with what follows from it. */
export interface ProvenDefinition extends CheckedDefinition {
  /** Undefined where the definition has errors of its own: nothing can be said of its ways. */
  readonly proof: Proof | undefined
}

/**
 * Reads the text of a `slipway.yaml` and proves it. A rule under `always` that does not hold is an error like any other:
 * there is no definition then.
 */
export function checkAndProve(text: string, origin: TextOrigin): ProvenDefinition {
  const checked = checkDefinition(text, origin)
  if (!checked.definition) return { ...checked, proof: undefined }
  const proof = proveDefinition(checked.definition)
  const weaknesses = weaknessDiagnostics(checked.definition, proof.weaknesses)
  const diagnostics = [...checked.diagnostics, ...weaknesses].sort(compareDiagnostics)
  const isSound = !weaknesses.some(({ severity }) => severity === "error")
  return { definition: isSound ? checked.definition : undefined, diagnostics, proof }
}

/** Weaknesses with their places in the definition's file. */
export function weaknessDiagnostics(definition: Definition, weaknesses: readonly Weakness[]): readonly Diagnostic[] {
  const origin = originOf(definition)
  if (!origin) return []
  const problems = weaknesses.map((weakness) => problemOf(weakness, origin.root, origin.text))
  return toDiagnostics(problems, origin.file, origin.text)
}

function problemOf(weakness: Weakness, root: SourceValue, text: string): Problem {
  const { code, severity = "error", message, path, on, suggestion, part } = weakness
  const whole = locate(root, path)[on]
  return { code, severity, message, suggestion, at: part ? within(whole, part, text) : whole }
}

/** A part of a text in quotes or without; where it is written with escapes, the whole of it. */
function within(whole: Span, part: Span, text: string): Span {
  const written = text.slice(whole.start, whole.end)
  const quoted = /^["']/.test(written) ? 1 : 0
  if (/[\\\n]|''/.test(written)) return whole
  return { start: whole.start + quoted + part.start, end: whole.start + quoted + part.end }
}
