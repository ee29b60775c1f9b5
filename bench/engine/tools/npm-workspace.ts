import { type BenchPackage, COMMAND } from "../packages.ts"

/** The files of a project of npm workspaces: what turbo, nx and wireit read. */
export function npmWorkspace(
  packages: readonly BenchPackage[],
  options: {
    /** More of the root's package.json. */
    readonly root?: object
    /** More of a package's package.json. */
    readonly member?: (member: BenchPackage) => object
  } = {},
): (readonly [string, string])[] {
  const root = { name: "bench", private: true, packageManager: "npm@10.0.0", workspaces: ["packages/*"] }
  const members = packages.map((member): [string, object] => [
    member.directory,
    {
      ...{ name: member.name, version: "1.0.0", private: true, scripts: { build: COMMAND } },
      dependencies: Object.fromEntries(member.needs.map((need) => [need, "1.0.0"])),
      ...options.member?.(member),
    },
  ])
  return [
    ["package.json", json({ ...root, ...options.root })],
    ["package-lock.json", json(lockFile(root, members))],
    ...members.map(([directory, member]) => [`${directory}/package.json`, json(member)] as const),
  ]
}

function lockFile(root: { readonly name: string }, members: readonly [string, object][]): object {
  const entries = members.flatMap(([directory, member]): [string, object][] => [
    [directory, member],
    [directory.replace("packages/", "node_modules/"), { resolved: directory, link: true }],
  ])
  return { name: root.name, lockfileVersion: 3, requires: true, packages: Object.fromEntries([["", root], ...entries]) }
}

export function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
