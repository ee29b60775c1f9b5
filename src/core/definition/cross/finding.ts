import type { Severity } from "../../shared/diagnostic.ts"
import type { DiagnosticCode } from "../diagnostic-codes.ts"
import type { Suggestion } from "../problem.ts"
import type { Definition } from "../schema/definition-schema.ts"
import type { Path } from "../source/source-value.ts"

/** Something wrong between parts of a definition; where, as a path of the parsed definition. */
export interface Finding {
  readonly code: DiagnosticCode
  readonly message: string
  readonly path: Path
  /** What to underline there. */
  readonly on: "key" | "value"
  readonly severity?: Severity
  readonly suggestion?: Suggestion | undefined
  /** Set where a name of one part is missing in another: the top-level keys that should hold it. */
  readonly wants?: readonly (keyof Definition)[]
}

/** What the rules between the parts look at. */
export interface CrossView {
  /** What could be read. Entries with mistakes of their own are left out. */
  readonly definition: Definition
  /** All names that are declared, those of left out entries included, so that one mistake is reported once. */
  readonly names: DeclaredNames
  /** Whether nothing was left out there: only then is something that is not found really not there. */
  readonly complete: (...keys: readonly (keyof Definition)[]) => boolean
}

export interface DeclaredNames {
  readonly environments: ReadonlySet<string>
  readonly gates: ReadonlySet<string>
  readonly tests: ReadonlySet<string>
  readonly targets: ReadonlySet<string>
  readonly services: ReadonlySet<string>
  readonly packages: ReadonlySet<string>
  readonly resources: ReadonlySet<string>
  /** `service:job` and `package:job`; the repository's own as `:job`. */
  readonly jobs: ReadonlySet<string>
}

/** One rule between parts of a definition. */
export type CrossRule = (view: CrossView) => Iterable<Finding>
