import { createDockerfileImageBuilder } from "./adapters/docker/dockerfile/dockerfile-image-builder.ts"
import type { NodeImageTools } from "./adapters/node-image/build-node-image.ts"
import { createNodeImageBuilder } from "./adapters/node-image/node-image-builder.ts"
import type { ImageBuilder } from "./ports/image-builder.ts"
import type { PullImage } from "./ports/pull-image.ts"

/** Builds each image as its definition says: Slipway's own layers, or a Dockerfile. `folder`: where its registry is. */
export function composeImageBuilder(tools: Omit<NodeImageTools, "pullImage">, folder: string): ImageBuilder {
  const { registry, environment: env, cacheFolder } = tools
  const builders = {
    node: createNodeImageBuilder({ ...tools, pullImage: pullerOf(tools) }),
    dockerfile: createDockerfileImageBuilder({ registry, env, cacheFolder, place: folder }),
  }
  return { build: (request) => builders[request.definition.image.builder].build(request) }
}

/** What speaks to registries is loaded with the first image that is not here. */
function pullerOf({ registry, environment }: Pick<NodeImageTools, "registry" | "environment">): PullImage {
  let puller: Promise<PullImage> | undefined
  return async (request) => {
    puller ??= import("./adapters/oci-registry/image-puller.ts").then((module) =>
      module.imagePuller(registry, environment),
    )
    return (await puller)(request)
  }
}
