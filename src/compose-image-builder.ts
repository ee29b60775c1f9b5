import { createDockerfileImageBuilder } from "./adapters/docker/dockerfile/dockerfile-image-builder.ts"
import type { NodeImageTools } from "./adapters/node-image/build-node-image.ts"
import { createNodeImageBuilder } from "./adapters/node-image/node-image-builder.ts"
import type { ImageBuilder } from "./ports/image-builder.ts"

/** Builds each image as its definition says: Slipway's own layers, or a Dockerfile. `folder`: where its registry is. */
export function composeImageBuilder(tools: NodeImageTools, folder: string): ImageBuilder {
  const { registry, environment: env } = tools
  const builders = {
    node: createNodeImageBuilder(tools),
    dockerfile: createDockerfileImageBuilder({ registry, env, place: folder }),
  }
  return { build: (request) => builders[request.definition.image.builder].build(request) }
}
