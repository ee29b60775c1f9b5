import { digestOf, hexOf } from "../shared/digest.ts"

/** What a name template may refer to (`path.md`, Names). */
export interface NameContext {
  readonly project: string
  /** The key under `environments:`. */
  readonly environment: string
  /** Null where no branch is concerned (permanent environments). Hostile. */
  readonly branch: string | null
}

/** First 8 hex digits of the SHA-256 of the branch name with no newline. */
export function branchHash(branch: string): string {
  return hexOf(digestOf(branch)).slice(0, 8)
}

const SLUG_LENGTH = 40

/** Lower-case `[a-z0-9-]`, at most 40; ends in the branch's hash whenever slugging lost anything. */
export function branchSlug(branch: string): string {
  const slug = branch
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
  if (slug === branch && slug.length <= SLUG_LENGTH) return slug
  const hash = branchHash(branch)
  const kept = slug.slice(0, SLUG_LENGTH - hash.length - 1).replaceAll(/-+$/g, "")
  return kept === "" ? hash : `${kept}-${hash}`
}

const LABEL_LENGTH = 63

/** Fills a name template. The result is a DNS label: too long a one is cut and ends in a hash of the whole. */
export function environmentName(template: string, context: NameContext): string {
  const branch = context.branch ?? ""
  const name = template
    .replaceAll("{project}", context.project)
    .replaceAll("{environment}", context.environment)
    .replaceAll("{branch.hash}", branchHash(branch))
    .replaceAll("{branch.slug}", branchSlug(branch))
  if (name.length <= LABEL_LENGTH) return name
  return `${name.slice(0, LABEL_LENGTH - 9).replaceAll(/-+$/g, "")}-${branchHash(name)}`
}

/** `front-door.uat.shop.localhost`: what browsers and curl resolve to this machine. */
export function hostName(service: string, environment: string, project: string): string {
  return `${service}.${environment}.${project}.localhost`
}

/** `GATEWAY_URL` for `gateway`, `FRONT_DOOR_URL` for `front-door` (`architecture.md`, Discovery). */
export function urlVariable(service: string): string {
  return `${service.toUpperCase().replaceAll("-", "_")}_URL`
}
