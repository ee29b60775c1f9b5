import type {
  DeploymentChange,
  SecretChange,
  ServiceChange,
  VariableChange,
} from "../../../core/deployment/deployment-change.ts"
import { type Digest, shortDigest } from "../../../core/shared/digest.ts"
import type { DeploymentPlan } from "../plan-deployment.ts"
import type { ServerPorts } from "../server-ports.ts"

/** What a deployment changes, a sentence each. */
export function changeTexts({ services, variables, secrets }: DeploymentChange): readonly string[] {
  const changing = services.filter(({ change }) => change !== "unchanged").map(serviceText)
  const same = changing.length === 0 ? ["no service changes"] : []
  return [...changing, ...same, ...variables.map(variableText), ...secrets.map(secretText)]
}

/** What a deployment does and what follows it, a sentence each. */
export function deploymentTexts(plan: DeploymentPlan): readonly string[] {
  const { change, missingSecrets, resources, strategy, standsBy, verify, after, fallsBack } = plan
  return [
    ...(strategy === "blue-green" ? ["it is started beside what serves"] : []),
    ...(standsBy ? ["it serves once somebody switches"] : []),
    ...missingSecrets.map((name) => `secret ${name} is not set, so that nothing would be started`),
    ...changeTexts(change),
    ...resources.filter(({ isNew }) => isNew).map(({ resource, kind }) => `${resource} (${kind}) is made`),
    ...resources.flatMap(({ resource, migrate }) => (migrate === null ? [] : `${resource} is changed by: ${migrate}`)),
    testsText(verify),
    ...(after.length > 0 ? [`then these jobs run: ${after.join(", ")}`] : []),
    fallsBack ? "if that fails, it falls back by itself" : "if that fails, it stays as it is until a person decides",
  ]
}

export function testsText(tests: readonly string[]): string {
  return tests.length > 0 ? `these tests run against it: ${tests.join(", ")}` : "no tests run against it"
}

/** `1a2b3c4d5e6f (v1.2.0, commit 6f5e4d3c2b1a)`. */
export async function releaseText(
  { store }: Pick<ServerPorts, "store">,
  { release, commit }: { readonly release: Digest; readonly commit: string },
): Promise<string> {
  const names = (await store.releases.names(release)).map(({ name }) => name)
  return `${shortDigest(release)} (${[...names, `commit ${commit.slice(0, 12)}`].join(", ")})`
}

function serviceText({ service, change, from, to, isMocked }: ServiceChange): string {
  const image = (digest: Digest | null) => (digest === null ? "nothing" : shortDigest(digest))
  const mock = isMocked ? ", its mock runs" : ""
  if (change === "removed") return `${service} ends`
  if (change === "added") return `${service} is started with image ${image(to)}${mock}`
  if (change === "image") return `${service} changes from image ${image(from)} to ${image(to)}${mock}`
  return `${service} is started anew with the same image ${image(to)}${mock}`
}

function secretText({ name, change }: SecretChange): string {
  return {
    added: `secret ${name} is new`,
    changed: `secret ${name} has another value`,
    removed: `secret ${name} is no more`,
  }[change]
}

function variableText({ name, from, to }: VariableChange): string {
  if (from === null) return `${name} becomes ${JSON.stringify(to)}`
  return to === null ? `${name} is no more` : `${name} changes from ${JSON.stringify(from)} to ${JSON.stringify(to)}`
}
