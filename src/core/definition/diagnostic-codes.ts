import type { Explanation } from "../shared/explanation.ts"
import { fileTexts } from "./texts/file-texts.ts"
import { proofTexts } from "./texts/proof-texts.ts"
import { referenceTexts } from "./texts/reference-texts.ts"
import { ruleTexts } from "./texts/rule-texts.ts"
import { shapeTexts } from "./texts/shape-texts.ts"

const codes = { ...fileTexts, ...shapeTexts, ...referenceTexts, ...ruleTexts, ...proofTexts }

/** Every code that a diagnostic of a definition can have. */
export type DiagnosticCode = keyof typeof codes

/** What each code means, for `slipway explain` and docs/diagnostics.md. */
export const diagnosticCodes: Readonly<Record<DiagnosticCode, Explanation>> = codes
