import { execFileSync } from "node:child_process"
import { setTimeout } from "node:timers/promises"
import { MARKER, MemoryWatch } from "./memory.ts"
import { editLeaf, forgetRuns, type Project } from "./project.ts"
import { runCommand, type Surroundings } from "./run-command.ts"
import type { Scenario } from "./tool.ts"
import { faultOf } from "./verify.ts"

/** Milliseconds that a daemon has to notice what was edited. */
const REST = 250

let edits = 0

/** Brings a project to where a scenario begins. A cached run begins where the run before it ended. */
async function prepare(project: Project, scenario: Scenario): Promise<void> {
  if (scenario === "cold") {
    await forgetRuns(project)
    for (const command of project.tool.beforeCold ?? []) await runCommand(command, marked(project))
  }
  if (scenario === "leaf") await editLeaf(project, ++edits)
  // What was written before is not to be written to the disk while this one runs.
  execFileSync("sync")
  await setTimeout(REST)
}

/** Milliseconds of one run. @throws if it did not do its work */
export async function timeOf(project: Project, scenario: Scenario): Promise<number> {
  await prepare(project, scenario)
  return run(project, scenario, () => {})
}

/** One run that is watched: it takes longer by what watching costs. */
export async function memoryOf(
  project: Project,
  scenario: Scenario,
): Promise<{ readonly bytes: number; readonly milliseconds: number }> {
  await prepare(project, scenario)
  using watch = new MemoryWatch(markOf(project))
  const milliseconds = await run(project, scenario, (pid) => watch.add(pid))
  return { bytes: watch.peak, milliseconds }
}

async function run(project: Project, scenario: Scenario, started: (pid: number) => void): Promise<number> {
  let sum = 0
  let all = ""
  for (const command of project.tool.commands(scenario)) {
    const { milliseconds, output } = await runCommand(command, marked(project), started)
    sum += milliseconds
    all += output
  }
  const fault = await faultOf(project, scenario, all)
  if (fault !== null) throw new Error(fault)
  return sum
}

function marked(project: Project): Surroundings {
  const { surroundings } = project
  return { ...surroundings, env: { ...surroundings.env, [MARKER]: markOf(project) } }
}

function markOf({ tool, packages }: Project): string {
  return `${process.pid}-${tool.name}-${packages.length}`
}
