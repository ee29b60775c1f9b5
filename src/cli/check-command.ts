import { type Command, Option } from "commander"
import packageJson from "../../package.json" with { type: "json" }
import { checkDockerfiles } from "../app/check-dockerfiles.ts"
import { type FoundDefinition, findDefinition } from "../app/load-definition.ts"
import { formatDiagnostics } from "../core/definition/format-diagnostic.ts"
import type { Definition } from "../core/definition/schema/definition-schema.ts"
import { compareDiagnostics } from "../core/shared/diagnostic.ts"
import { exitStatusOf } from "../core/shared/failure.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { printFailure } from "./print-failure.ts"

const help = {
  notes: `Every problem at once, by position, each with a code that 'slipway explain'
knows, and what its Dockerfiles could do better: 'policies' says how bad that is.
It needs neither a server nor a git repository.`,
  exitStatus: { 0: "sound; there may be warnings", 2: "there is an error, or no slipway.yaml" },
  examples: {
    "slipway check": "slipway.yaml in this folder or one above",
    "slipway check -f infra/slipway.yaml": "another file",
    "slipway check --format json": "the same for a program",
    "slipway check --format sarif > slipway.sarif": "... for a code host, or a gate of analysis results",
  },
}

type CheckFormat = "text" | "json" | "sarif"

/** `slipway check`: reports all that is wrong with slipway.yaml and its Dockerfiles. Needs no server and no repository. */
export function checkCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "check"), help)
    .option("-f, --file <path>", "the definition; default: slipway.yaml in this folder or one above")
    .addOption(new Option("--format <format>", "how to answer").choices(["text", "json", "sarif"]).default("text"))
    .action(async ({ file, format }: { file?: string; format: CheckFormat }) => {
      const found = await findDefinition({ cwd: context.cwd, file }, context.readText)
      if (!found.ok) {
        return context.setExitStatus(printFailure(found.failure, context, format === "text" ? "text" : "json"))
      }
      const checked = await withDockerfiles(found.value, context)
      context.stdout.write(await textOf(checked, format, context.colour))
      context.setExitStatus(isSound(checked) ? 0 : exitStatusOf("definition-invalid"))
    })
}

/** With what there is to say about the Dockerfiles that a sound definition names. */
async function withDockerfiles(found: FoundDefinition, { cwd, readText }: CliContext): Promise<FoundDefinition> {
  if (!found.definition) return found
  const place = { definition: found.definition, path: found.path, cwd }
  const more = await checkDockerfiles(place, readText)
  const own = found.diagnostics.concat(more.filter(({ file }) => file === found.file)).sort(compareDiagnostics)
  const others = more.filter(({ file }) => file !== found.file).sort(compareDiagnostics)
  return { ...found, diagnostics: [...own, ...others] }
}

function isSound({ definition, diagnostics }: FoundDefinition): boolean {
  return definition !== undefined && !diagnostics.some(({ severity }) => severity === "error")
}

async function textOf(checked: FoundDefinition, format: CheckFormat, colour: boolean): Promise<string> {
  const { definition, file, diagnostics } = checked
  if (format === "sarif") {
    const [{ sarifLog }, { diagnosticTexts }] = await Promise.all([
      import("./sarif-log.ts"),
      import("./diagnostic-texts.ts"),
    ])
    const log = sarifLog(diagnostics, { version: packageJson.version, texts: diagnosticTexts })
    return `${JSON.stringify(log, null, 2)}\n`
  }
  if (format === "json") return `${JSON.stringify({ ok: isSound(checked), file, diagnostics }, null, 2)}\n`
  const problems = formatDiagnostics(diagnostics, { colour })
  return definition && isSound(checked) ? `${problems}${file} is sound: ${contentsOf(definition)}\n` : problems
}

function contentsOf({ services, tests, environments }: Definition): string {
  return [
    count(services, "service", "services"),
    count(tests, "test", "tests"),
    count(environments, "environment", "environments"),
  ].join(", ")
}

function count(record: object, one: string, many: string): string {
  const number = Object.keys(record).length
  return `${number} ${number === 1 ? one : many}`
}
