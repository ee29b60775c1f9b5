import { diagnosticCodes } from "../core/definition/diagnostic-codes.ts"
import { dockerfileTexts } from "../core/dockerfile/dockerfile-texts.ts"
import type { Explanation } from "../core/shared/explanation.ts"

/** What codes of diagnostics mean, by what they are about. */
export const definitionTexts: ReadonlyMap<string, Explanation> = new Map(Object.entries(diagnosticCodes))
export const textsOfDockerfiles: ReadonlyMap<string, Explanation> = new Map(Object.entries(dockerfileTexts))

/** All of them. */
export const diagnosticTexts: ReadonlyMap<string, Explanation> = new Map([...definitionTexts, ...textsOfDockerfiles])
