import { nameInRegistry } from "./adapters/oci-registry/name-in-registry.ts"
import { nameText } from "./cli/image/name-text.ts"
import { isTag, namesRegistry, parseImageReference, showRepository } from "./core/shared/image-reference.ts"

/**
 * `slipway image name <reference> <tag>` in a registry, before the command line is loaded: deliveries do it for every
 * service. False where it is anything else, or wrong: then the command itself answers.
 */
export async function nameAtOnce(args: readonly string[]): Promise<boolean> {
  const [image, name, text = "", tag = "", ...more] = args
  const reference = namesRegistry(text) ? parseImageReference(text) : undefined
  if (image !== "image" || name !== "name" || more.length > 0 || !reference || !isTag(tag)) return false
  const named = await nameInRegistry(reference, { tag, moves: false }, process.env)
  if (named.ok) {
    process.stdout.write(nameText({ digest: named.value, name: `${showRepository(reference)}:${tag}` }))
    return true
  }
  const [{ printFailure }, { makeContext }] = await Promise.all([
    import("./cli/print-failure.ts"),
    import("./make-context.ts"),
  ])
  process.exitCode = printFailure(named.failure, makeContext())
  return true
}
