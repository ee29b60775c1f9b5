import { dirname, join, relative } from "node:path"
import { originOf } from "../core/definition/definition-origin.ts"
import type { Definition } from "../core/definition/schema/definition-schema.ts"
import { locate } from "../core/definition/source/source-value.ts"
import { toDiagnostics } from "../core/definition/to-diagnostics.ts"
import type { DockerfileCode } from "../core/dockerfile/dockerfile-texts.ts"
import { contextTextPaths } from "../core/image/build-context.ts"
import { dockerfileRequest } from "../core/image/dockerfile-request.ts"
import type { Diagnostic } from "../core/shared/diagnostic.ts"
import type { ReadText } from "../ports/read-text.ts"

export interface DockerfilePlace {
  readonly definition: Definition
  /** Absolute, of its file. */
  readonly path: string
  /** Absolute; where the user is. */
  readonly cwd: string
}

/** What there is to say about each Dockerfile that a definition's services are built by; once, where several share one. */
export async function checkDockerfiles(place: DockerfilePlace, readText: ReadText): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = []
  for (const service of Object.keys(place.definition.services))
    found.push(...(await checkService(place, service, readText)))
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}

async function checkService(
  { definition, path, cwd }: DockerfilePlace,
  service: string,
  readText: ReadText,
): Promise<readonly Diagnostic[]> {
  const { directory = ".", image } = definition.services[service] ?? {}
  if (image?.builder !== "dockerfile") return []
  const root = dirname(path)
  const request = dockerfileRequest(directory, image)
  const text = await readText(join(root, request.file))
  if (!text.ok || text.value === null) {
    const why = text.ok ? `there is no ${request.file}` : text.failure.message
    return missing(definition, service, why)
  }
  const { lintDockerfile } = await import("../core/dockerfile/lint-dockerfile.ts")
  const [, ...ignoreFiles] = contextTextPaths(request)
  const ignores = await Promise.all(ignoreFiles.map((path) => readText(join(root, path))))
  const hasIgnoreFile = ignores.some((one) => one.ok && one.value !== null)
  const file = relative(cwd, join(root, request.file))
  return lintDockerfile(text.value, { file, request, hasIgnoreFile, policy: definition.policies.dockerfile })
}

function missing(definition: Definition, service: string, message: string): readonly Diagnostic[] {
  const origin = originOf(definition)
  const at = origin ? locate(origin.root, ["services", service, "image", "file"]).value : { start: 0, end: 0 }
  const code: DockerfileCode = "dockerfile-missing"
  const suggestion = "name the Dockerfile with 'file', below the directory or with '/' in front"
  return toDiagnostics(
    [{ code, severity: "error", message, at, suggestion }],
    origin?.file ?? "slipway.yaml",
    origin?.text ?? "",
  )
}
