import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { ReleaseManifest } from "../../core/release/release-manifest.ts"
import type { BuiltImage } from "../../ports/image-builder.ts"

/** The release that a commit's images make: digests and how they run, nothing of the commit. */
export function assembleRelease(definition: Definition, images: ReadonlyMap<string, BuiltImage>): ReleaseManifest {
  const services = Object.entries(definition.services).flatMap(([name, service]) => {
    const image = images.get(name)
    if (!image) return []
    const { port, health } = service.run
    const run = { port, health, needs: [...service.needs].sort(), public: service.public }
    return [[name, { image: image.digest, run }] as const]
  })
  return {
    kind: "slipway.release/v1",
    project: definition.project,
    services: Object.fromEntries(services),
    schema: null,
  }
}
