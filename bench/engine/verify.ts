import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { type BenchPackage, expectedOutput, OUTPUT } from "./packages.ts"
import { leafOf, type Project } from "./project.ts"
import type { Scenario } from "./tool.ts"

/** Whether a run has done what it should have: by what it says, and by what it left. Why not; null if it has. */
export async function faultOf(project: Project, scenario: Scenario, output: string): Promise<string | null> {
  const { tool, packages } = project
  const due = dueTasks(project, scenario)
  const ran = tool.ran(output, packages.length)
  if (ran !== due)
    return `${scenario}: ${due} tasks had to run, it tells of ${ran ?? "none that it counts"}:\n${output.slice(-1000)}`
  if (!tool.scenarios.includes("cold")) return null
  const expected = scenario === "leaf" ? [leafOf(project)] : packages
  const correct = await correctOutputs(project, expected)
  return correct === expected.length ? null : `${scenario}: ${correct} of ${expected.length} outputs are right`
}

function dueTasks({ tool, packages }: Project, scenario: Scenario): number {
  if (!tool.scenarios.includes("cold")) return 0
  if (scenario === "cold" || !tool.remembers) return packages.length
  return scenario === "leaf" ? 1 : 0
}

async function correctOutputs({ tool, surroundings }: Project, packages: readonly BenchPackage[]): Promise<number> {
  const { folder } = surroundings
  const texts = packages.map(async (member) => [member.directory, await expectedOutput(folder, member)] as const)
  return (tool.outputs ?? outputsInPlace)(folder, new Map(await Promise.all(texts)))
}

async function outputsInPlace(folder: string, expected: ReadonlyMap<string, string>): Promise<number> {
  const matches = [...expected].map(async ([directory, text]) => {
    const found = await readFile(join(folder, directory, OUTPUT), "utf8").catch(() => null)
    return found === text
  })
  return (await Promise.all(matches)).filter(Boolean).length
}
