import type { Command } from "commander"
import { didYouMean } from "../core/definition/nearest.ts"
import type { Explanation } from "../core/shared/explanation.ts"
import { exitStatusOf, type FailureReason, failure } from "../core/shared/failure.ts"
import { failureTexts } from "../core/shared/failure-texts.ts"
import type { CliContext } from "./cli-context.ts"
import { definitionTexts, diagnosticTexts, textsOfDockerfiles } from "./diagnostic-texts.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { painter } from "./paint.ts"
import { printFailure } from "./print-failure.ts"

const failures: ReadonlyMap<string, Explanation> = new Map(Object.entries(failureTexts))

const help = {
  notes: `Codes of diagnostics stand behind their position ("error environment-unknown");
reasons of failures are in the answers of --format json.`,
  examples: {
    "slipway explain environment-unknown": "why, what to do, and an example",
    "slipway explain": "list all codes",
  },
}

/** `slipway explain [code]`: what a code of a diagnostic or a reason of a failure means, or the list of all. */
export function explainCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "explain"), help).action((code: string | undefined) => {
    if (code === undefined) {
      context.stdout.write(list())
      return
    }
    const text = explain(code, context.colour)
    if (text !== "") context.stdout.write(text)
    else context.setExitStatus(printFailure(unknown(code), context))
  })
}

function explain(code: string, colour: boolean): string {
  const paint = painter(colour)
  const diagnostic = definitionTexts.get(code)
  const ofDockerfile = textsOfDockerfiles.get(code)
  const reason = failures.get(code)
  const parts: string[] = []
  if (diagnostic) parts.push(entry(paint("bold", `${code} (diagnostic of slipway.yaml)`), diagnostic))
  if (ofDockerfile) parts.push(entry(paint("bold", `${code} (diagnostic of a Dockerfile)`), ofDockerfile))
  if (reason)
    parts.push(entry(paint("bold", `${code} (failure, exit status ${exitStatusOf(code as FailureReason)})`), reason))
  return parts.join("\n")
}

function entry(heading: string, { summary, why, fix, example }: Explanation): string {
  const indented = example.trimEnd().replaceAll(/^/gm, "    ")
  return `${heading}\n\n${summary}\n\nWhy: ${why}\n\nWhat to do: ${fix}\n\n${indented}\n`
}

function list(): string {
  const lines = (texts: ReadonlyMap<string, Explanation>) => {
    const width = Math.max(...[...texts.keys()].map((code) => code.length))
    return [...texts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { summary }]) => `  ${code.padEnd(width)}  ${summary}\n`)
  }
  return [
    "Diagnostics of slipway.yaml\n",
    ...lines(definitionTexts),
    "\nDiagnostics of Dockerfiles\n",
    ...lines(textsOfDockerfiles),
    "\nFailures\n",
    ...lines(failures),
  ].join("")
}

function unknown(code: string) {
  const hint = didYouMean(code, [...diagnosticTexts.keys(), ...failures.keys()]) ?? "`slipway explain` lists all codes"
  return failure("argument-invalid", `there is no code '${code}'`, { hint })
}
