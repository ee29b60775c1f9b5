import type { Result } from "../../core/shared/result.ts"
import type { BuiltImage, ImageBuilder } from "../../ports/image-builder.ts"
import { buildNodeImage, type NodeImageRequest, type NodeImageTools } from "./build-node-image.ts"

/** Builds images of Node services from a checkout: `builder: node`. */
export class NodeImageBuilder implements ImageBuilder {
  readonly #tools: NodeImageTools

  constructor(tools: NodeImageTools) {
    this.#tools = tools
  }

  build(request: NodeImageRequest): Promise<Result<BuiltImage>> {
    return buildNodeImage(this.#tools, request)
  }
}
