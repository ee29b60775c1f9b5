import { didYouMean } from "../definition/nearest.ts"
import type { Problem, Span } from "../definition/problem.ts"
import type { DockerfilePolicy } from "../definition/schema/policy-schema.ts"
import { refuseText } from "../definition/source/refuse-text.ts"
import { toDiagnostics } from "../definition/to-diagnostics.ts"
import type { DockerfileRequest } from "../image/dockerfile-request.ts"
import type { Diagnostic } from "../shared/diagnostic.ts"
import type { DockerfileCode } from "./dockerfile-texts.ts"
import { type Ignore, readIgnores } from "./ignores.ts"
import type { Instruction } from "./instruction.ts"
import { type ReadDockerfile, readInstructions } from "./read-instructions.ts"
import { buildTools } from "./rules/build-tools.ts"
import { copiedContext } from "./rules/copied-context.ts"
import { effectiveUser } from "./rules/effective-user.ts"
import { exposedPorts } from "./rules/exposed-ports.ts"
import { exposedSecrets } from "./rules/exposed-secrets.ts"
import { healthCheck } from "./rules/health-check.ts"
import { packageCaches } from "./rules/package-caches.ts"
import { pinnedBases } from "./rules/pinned-bases.ts"
import type { DockerfileView, Rule, RuleFinding } from "./rules/rule.ts"
import { commandsOf } from "./shell-commands.ts"
import { lineageOf, stagesOf, targetStage } from "./stages.ts"

export interface DockerfileOrigin {
  /** Path as the user would type it. */
  readonly file: string
  readonly request: Pick<DockerfileRequest, "target" | "args" | "platform">
  readonly hasIgnoreFile: boolean
  readonly policy: DockerfilePolicy
}

const rules: readonly Rule[] = [
  pinnedBases,
  effectiveUser,
  healthCheck,
  copiedContext,
  buildTools,
  exposedSecrets,
  exposedPorts,
  packageCaches,
]

type DockerfileProblem = Problem<string>

/**
 * Everything that a Dockerfile could do better, by the policy, with its place. A text that is too large or no text is
 * looked at no further; whatever it is, this takes at most a few seconds.
 */
export function lintDockerfile(text: string, origin: DockerfileOrigin): readonly Diagnostic[] {
  const refusal = refuseText(text)
  return toDiagnostics(refusal ? [refusal] : problemsOf(text, origin), origin.file, text)
}

function problemsOf(text: string, { request, hasIgnoreFile, policy }: DockerfileOrigin): readonly DockerfileProblem[] {
  const read = readInstructions(text)
  const problems: DockerfileProblem[] = [...unknownInstructions(read)]
  const stages = stagesOf(read.instructions, request)
  const final = targetStage(stages, request.target)
  const lineage = final ? lineageOf(final) : []
  const [origin] = lineage
  if (!final || !origin) return [...problems, noStage(text, request.target, stages.at(-1)?.from.at)]
  const commands = new Map<Instruction, ReturnType<typeof commandsOf>>()
  const view: DockerfileView = {
    instructions: read.instructions,
    ...{ stages, final, origin, hasIgnoreFile },
    shipped: lineage.flatMap(({ instructions }) => instructions),
    commandsOf: (run) => {
      const known = commands.get(run) ?? commandsOf(run, text, read.escape)
      commands.set(run, known)
      return known
    },
  }
  const ignores = readIgnores(read.comments, read.instructions, (problem) => problems.push(problem))
  const used = new Set<Ignore>()
  for (const finding of rules.flatMap((rule) => [...rule(view)])) {
    const severity = policy[finding.code]
    const ignore = ignores.find((one) => overlooks(one, finding))
    if (ignore) used.add(ignore)
    else if (severity !== "off") problems.push({ ...finding, severity })
  }
  return [...problems, ...ignores.filter((one) => !used.has(one)).map(unused)]
}

function overlooks({ rules, target }: Ignore, { code, at }: RuleFinding): boolean {
  return rules.has(code) && target !== undefined && target.whole.start <= at.start && at.start <= target.whole.end
}

function unused({ comment }: Ignore): DockerfileProblem {
  const message = "there is nothing to overlook in the instruction below"
  const code: DockerfileCode = "ignore-unused"
  return { code, severity: "warning", message, at: comment.at, suggestion: "remove the comment" }
}

/** docs.docker.com, Dockerfile reference, Overview. */
const KEYWORDS = [
  ...["ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"],
  ...["ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"],
]

function* unknownInstructions({ instructions }: ReadDockerfile): Generator<DockerfileProblem> {
  let isInStage = false
  for (const { keyword, at } of instructions) {
    isInStage ||= keyword === "FROM"
    if (!KEYWORDS.includes(keyword)) {
      yield invalid(`'${keyword}' is not an instruction`, at, () => didYouMean(keyword, KEYWORDS))
    } else if (!isInStage && keyword !== "ARG") {
      yield invalid(
        `${keyword} stands before the first FROM`,
        at,
        () => "begin with FROM; only ARG may stand before it",
      )
    }
  }
}

function noStage(text: string, target: string | null, last: Span | undefined): DockerfileProblem {
  if (target === null || !last)
    return invalid("there is no FROM", { start: 0, end: text.length }, () => "begin with 'FROM <image>'")
  return invalid(
    `there is no stage '${target}', which slipway.yaml wants`,
    last,
    () => `name one: FROM ... AS ${target}`,
  )
}

function invalid(message: string, at: Span, suggestion: () => string | undefined): DockerfileProblem {
  const code: DockerfileCode = "dockerfile-invalid"
  return { code, severity: "error", message, at, suggestion }
}
