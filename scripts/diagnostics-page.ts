import { diagnosticCodes } from "../src/core/definition/diagnostic-codes.ts"
import { dockerfileTexts } from "../src/core/dockerfile/dockerfile-texts.ts"
import type { Explanation } from "../src/core/shared/explanation.ts"
import { exitStatusOf, type FailureReason } from "../src/core/shared/failure.ts"
import { failureTexts } from "../src/core/shared/failure-texts.ts"

/** docs/diagnostics.md: every code of a diagnostic and every reason of a failure. */
export function diagnosticsPage(): string {
  const codes = Object.entries(diagnosticCodes).toSorted(byName)
  const ofDockerfiles = Object.entries(dockerfileTexts).toSorted(byName)
  const reasons = Object.entries(failureTexts).toSorted(byName)
  return [
    "<!-- Written by scripts/write-docs.ts from the texts in src/core; do not edit. -->",
    "# Diagnostics and failures",
    "`slipway explain <code>` prints the same texts.",
    "## Diagnostics of slipway.yaml",
    "`slipway check` reports all of them at once. Errors end it with exit status 2; warnings alone with 0.",
    ...codes.map(([code, text]) => entry(code, text, "yaml")),
    "## Diagnostics of Dockerfiles",
    DOCKERFILES,
    ...ofDockerfiles.map(([code, text]) => entry(code, text, "dockerfile")),
    "## Failures",
    "The exit status is 1 when Slipway looked and the answer is no, 2 when what was given is wrong, 3 when nobody can tell, and 130 when a person stopped it.",
    ...reasons.map(([reason, text]) => entry(reason, text, "sh", exitStatusOf(reason as FailureReason))),
  ]
    .join("\n\n")
    .concat("\n")
}

const DOCKERFILES = [
  "`slipway check` reads the Dockerfile of every service with `builder: dockerfile`. How bad each finding is, `policies` of",
  "slipway.yaml says; a comment above an instruction overlooks one there: `# slipway-ignore <code>: <why it is right here>`.",
].join("\n")

function entry(name: string, { summary, why, fix, example }: Explanation, language: string, status?: number): string {
  const heading = status === undefined ? `### \`${name}\`` : `### \`${name}\` (exit status ${status})`
  const code = `\`\`\`${language}\n${example.trimEnd()}\n\`\`\``
  return [heading, summary, `**Why:** ${why}`, `**What to do:** ${fix}`, code].join("\n\n")
}

function byName([a]: [string, Explanation], [b]: [string, Explanation]): number {
  return a < b ? -1 : 1
}
