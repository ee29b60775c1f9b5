import { placed } from "../definition/place.ts"
import type { DockerfileImageDefinition } from "../definition/schema/service-schema.ts"

/** An image that a Dockerfile makes, as its definition wants it. Paths are below the checkout, `.` is the checkout itself. */
export interface DockerfileRequest {
  readonly file: string
  /** Folder that the Dockerfile can copy from. */
  readonly context: string
  /** Its stage that is the image; null: the last one. */
  readonly target: string | null
  readonly args: Readonly<Record<string, string>>
  /** Names of secrets; their values are no part of it. */
  readonly secrets: readonly string[]
  readonly platform: "linux/amd64" | "linux/arm64"
}

/** `directory`: the service's own. */
export function dockerfileRequest(directory: string, image: DockerfileImageDefinition): DockerfileRequest {
  const { file, context, target = null, args, secrets, platform } = image
  return { file: placed(directory, file), context: placed(directory, context), target, args, secrets, platform }
}
