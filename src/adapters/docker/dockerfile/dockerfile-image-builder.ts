import type { ImageBuilder } from "../../../ports/image-builder.ts"
import type { DockerfileTools } from "./build-dockerfile-image.ts"

/** The builder of `builder: dockerfile`. What builds is loaded with the first image. */
export function createDockerfileImageBuilder(tools: DockerfileTools): ImageBuilder {
  return {
    build: async (request) => (await import("./build-dockerfile-image.ts")).buildDockerfileImage(tools, request),
  }
}
