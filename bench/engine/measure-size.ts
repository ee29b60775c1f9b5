import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import type { Figure } from "./figures.ts"
import { benchPackages } from "./packages.ts"
import { makeProject, type Project } from "./project.ts"
import { runCommand, toolEnvironment } from "./run-command.ts"
import { type Turns, takeTurns } from "./take-turns.ts"
import { type Scenario, scenarios, type Tool } from "./tool.ts"

export interface SizeOptions extends Turns {
  readonly tools: readonly Tool[]
  readonly size: number
  readonly scenarios: readonly Scenario[]
  /** An empty folder for the projects. */
  readonly workFolder: string
}

/** Measures the tools on projects of one size. Scenarios that were not asked for are run where others begin with them. */
export async function measureSize(options: SizeOptions): Promise<Figure[]> {
  const { tools, size, workFolder, log } = options
  const projects: Project[] = []
  try {
    for (const tool of tools.filter(({ most = size }) => size <= most)) {
      const project = await newProject(tool, options)
      log(`${size} packages for ${tool.name}`)
      projects.push(project)
      await makeProject(project)
    }
    const figures: Figure[] = []
    for (const scenario of scenarios) {
      const isWanted = options.scenarios.includes(scenario)
      if (!isWanted && scenario !== "cold") continue
      const standing = projects.filter(
        ({ tool }) => tool.scenarios.includes(scenario) && !figures.some((one) => one.tool === tool && one.fault),
      )
      const measured = await takeTurns(standing, scenario, { ...options, rounds: isWanted ? options.rounds : 0 })
      figures.push(...measured)
    }
    return figures.filter(({ scenario, fault }) => options.scenarios.includes(scenario) || fault !== null)
  } finally {
    for (const { tool, surroundings } of projects) {
      const { signal } = new AbortController()
      if (tool.stop) await runCommand(tool.stop, { ...surroundings, signal }).catch((error) => log(String(error)))
    }
    await rm(workFolder, { recursive: true, force: true })
  }
}

async function newProject(tool: Tool, { size, workFolder, signal }: SizeOptions): Promise<Project> {
  const home = join(workFolder, "home")
  const folder = join(workFolder, tool.name)
  await mkdir(join(home, "tmp"), { recursive: true })
  await mkdir(folder)
  const outputFile = join(workFolder, `${tool.name}.output`)
  return {
    tool,
    packages: benchPackages(size),
    surroundings: { folder, outputFile, signal, env: toolEnvironment(home) },
  }
}
