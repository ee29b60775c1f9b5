import { parse } from "semver"

/** A tag that names releases: `v1.2.0` is a release, `v1.2.0-rc.4` a release candidate. */
export interface ReleaseVersion {
  readonly kind: "candidate" | "release"
  /** With its `v`: `v1.2.0-rc.4`. */
  readonly tag: string
  /** Without: `1.2.0-rc.4`. */
  readonly version: string
}

/** Reads `1.2.0`, `v1.2.0` or `v1.2.0-rc.4` (semver 2.0.0; of pre-releases only `rc.<n>`); undefined for all else. */
export function parseReleaseVersion(text: string): ReleaseVersion | undefined {
  const plain = text.startsWith("v") ? text.slice(1) : text
  const parsed = parse(plain)
  if (parsed?.version !== plain) return undefined
  const [label, number, ...rest] = parsed.prerelease
  const isCandidate = label === "rc" && typeof number === "number" && rest.length === 0
  if (label !== undefined && !isCandidate) return undefined
  return { kind: isCandidate ? "candidate" : "release", tag: `v${parsed.version}`, version: parsed.version }
}
