import type { ImageBuilder } from "../../ports/image-builder.ts"
import { buildNodeImage, type NodeImageTools } from "./build-node-image.ts"

/** The builder of `builder: node`: images of Node services from a checkout, without a daemon. */
export function createNodeImageBuilder(tools: NodeImageTools): ImageBuilder {
  return { build: (request) => buildNodeImage(tools, request) }
}
