import { type Digest, isDigest } from "./digest.ts"

/** A repository of a registry (distribution specification, Pulling manifests). */
export interface ImageRepositoryName {
  /** Host that answers, with its port if it is not the usual one. */
  readonly host: string
  /** `automation/web`. */
  readonly repository: string
}

/** An image as people and other tools name it: `registry.example.com/automation/web:main`, `node:24@sha256:...`. */
export interface ImageReference extends ImageRepositoryName {
  /** Null where only a digest is named. */
  readonly tag: string | null
  readonly digest: Digest | null
}

const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/
const COMPONENT = /^[a-z0-9]+$/
const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})$/
const LONGEST_REPOSITORY = 255

/** Where images without a host come from, by whom they are answered, and whose they are if nobody is named. */
const HUB = { names: ["docker.io", "index.docker.io"], host: "registry-1.docker.io", owner: "library" } as const

/** Reads a reference as Docker does; undefined for what is none. Without tag and digest it is the tag `latest`. */
export function parseImageReference(text: string): ImageReference | undefined {
  const at = text.indexOf("@")
  const digest = at < 0 ? null : text.slice(at + 1)
  if (digest !== null && !isDigest(digest)) return undefined
  const named = at < 0 ? text : text.slice(0, at)
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1)
  const tag = colon < 0 ? null : named.slice(colon + 1)
  if (tag !== null && !isTag(tag)) return undefined
  const where = parseRepository(colon < 0 ? named : named.slice(0, colon))
  return where && { ...where, tag: tag ?? (digest === null ? "latest" : null), digest }
}

/** Reads a registry's address as a definition has it: `registry.example.com/automation`; the path may be missing. */
export function parseRegistryUrl(url: string): { readonly host: string; readonly prefix: string } | undefined {
  const slash = url.indexOf("/")
  const host = slash < 0 ? url : url.slice(0, slash)
  const prefix = slash < 0 ? "" : url.slice(slash + 1)
  if (!isHost(host) || (slash >= 0 && !isRepository(prefix))) return undefined
  return { host: answering(host), prefix }
}

/** Whether a text names a repository of a registry's host, not something in a folder here. */
export function namesRegistry(text: string): boolean {
  const [first = ""] = text.split("/")
  return first !== text && looksLikeHost(first) && isHost(first)
}

/** A tag (distribution specification: `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`). */
export function isTag(text: string): boolean {
  return TAG.test(text)
}

/** `registry.example.com/automation/web`: where other tools find it. */
export function showRepository({ host, repository }: ImageRepositoryName): string {
  return `${host === HUB.host ? HUB.names[0] : host}/${repository}`
}

function parseRepository(text: string): ImageRepositoryName | undefined {
  const slash = text.indexOf("/")
  const first = text.slice(0, Math.max(0, slash))
  const hasHost = slash > 0 && looksLikeHost(first)
  const host = hasHost ? answering(first) : HUB.host
  const path = hasHost ? text.slice(slash + 1) : text
  const repository = host === HUB.host && !path.includes("/") ? `${HUB.owner}/${path}` : path
  if ((hasHost && !isHost(first)) || !isRepository(repository)) return undefined
  return { host, repository }
}

function answering(host: string): string {
  return (HUB.names as readonly string[]).includes(host) ? HUB.host : host
}

function looksLikeHost(first: string): boolean {
  return first === "localhost" || /[.:]/.test(first)
}

function isHost(text: string): boolean {
  const ipv6 = /^(\[[0-9a-fA-F:.]{2,45}\])(:\d{1,5})?$/.exec(text)
  if (ipv6) return true
  const [name = "", port, ...more] = text.split(":")
  if (more.length > 0 || (port !== undefined && !/^\d{1,5}$/.test(port))) return false
  return name.length <= 253 && name.split(".").every((label) => HOST.test(label))
}

/** Components of lower-case letters and digits, joined by `.`, `_`, `__` or dashes. No nested repetition: hostile. */
function isRepository(path: string): boolean {
  if (path.length > LONGEST_REPOSITORY) return false
  return path.split("/").every((part) => part.split(/__|[._]|-+/).every((word) => COMPONENT.test(word)))
}
