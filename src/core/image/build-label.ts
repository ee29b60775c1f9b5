/**
 * Whether a name is a label that a build gave, `<service>:<branch>-<12 hex of the commit>` (`path.md`, Names). Every build
 * gives one, so that being named so says nothing about being needed.
 */
export function isBuildLabel(name: string): boolean {
  return name.includes(":") && /-[0-9a-f]{12}$/.test(name)
}
