import { branchSlug } from "../environment/environment-name.ts"

const HEADS = "refs/heads/"

/**
 * Whether a name is a label that a build gave, `<service>:<branch>-<12 hex of the commit>` (`path.md`, Names). Every build
 * gives one, so that being named so says nothing about being needed.
 */
export function isBuildLabel(name: string): boolean {
  return name.includes(":") && /-[0-9a-f]{12}$/.test(name)
}

/** The tag of such a name. A label only: everything that decides uses the digest. */
export function buildTag(ref: string | null, commit: string): string {
  const branch = ref?.startsWith(HEADS) ? branchSlug(ref.slice(HEADS.length)) : "commit"
  return `${branch}-${commit.slice(0, 12)}`
}
