import type { Builder } from "../builder.ts"
import { buildah } from "./buildah.ts"
import { buildkit, buildkitCopy, classic } from "./docker.ts"
import { slipway } from "./slipway.ts"

export const allBuilders: readonly Builder[] = [slipway, classic, buildkit, buildkitCopy, buildah]
