import type { Definition } from "../definition/schema/definition-schema.ts"
import type { RegistryDefinition } from "../definition/schema/registry-schema.ts"
import { matchesAny } from "../shared/ref-pattern.ts"

/** Whether the images that are built from a ref leave the machine that builds them. */
export type Publication =
  | { readonly kind: "published"; readonly registry: RegistryDefinition }
  | { readonly kind: "kept"; readonly why: string }

const HEADS = "refs/heads/"

/** Decides by `registry` and `publish.from` of the rules. Only branches are published: a tag names what is there. */
export function publicationOf(
  { registry, publish }: Pick<Definition, "registry" | "publish">,
  ref: string | null,
): Publication {
  if (!registry || !publish) return { kind: "kept", why: "the rules name no registry, or no branches to publish from" }
  const from = `images are published from ${publish.from.join(", ")}`
  if (!ref?.startsWith(HEADS)) return { kind: "kept", why: `${from}, and this is no branch` }
  const branch = ref.slice(HEADS.length)
  return matchesAny(publish.from, branch)
    ? { kind: "published", registry }
    : { kind: "kept", why: `${from}, not from ${branch}` }
}

/** `registry.example.com/automation/web`. */
export function repositoryOf({ url }: RegistryDefinition, service: string): string {
  return `${url}/${service}`
}
