import type { Figure } from "./figures.ts"
import { memoryOf, timeOf } from "./measure.ts"
import type { Project } from "./project.ts"
import type { Scenario } from "./tool.ts"

/** Above so many milliseconds a run is slow, and measured in fewer rounds. */
export const SLOW = 20_000
export const SLOW_ROUNDS = 3

export interface Turns {
  readonly rounds: number
  /** Told what goes on, in one line. */
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

interface Entry {
  readonly project: Project
  readonly times: number[]
  memory: number
  rounds: number
  fault: string | null
}

/**
 * Measures one scenario: a first run of every tool for its memory, whose time does not count, then rounds in which each
 * tool runs once, beginning with another one each time. A tool of which one run did not do its work drops out.
 */
export async function takeTurns(
  projects: readonly Project[],
  scenario: Scenario,
  { rounds, log, signal }: Turns,
): Promise<Figure[]> {
  const entries: Entry[] = projects.map((project) => ({ project, times: [], memory: 0, rounds, fault: null }))
  const attempt = async (entry: Entry, title: string, work: () => Promise<number>) => {
    try {
      const milliseconds = await work()
      log(`${title} ${entry.project.tool.name}: ${milliseconds.toFixed(1)} ms`)
    } catch (error) {
      signal.throwIfAborted()
      entry.fault = error instanceof Error ? error.message : String(error)
      log(`${title} ${entry.project.tool.name} does not count: ${entry.fault}`)
    }
  }
  const size = projects[0]?.packages.length ?? 0
  for (const entry of entries) {
    await attempt(entry, `${size} ${scenario} memory`, async () => {
      const { bytes, milliseconds } = await memoryOf(entry.project, scenario)
      entry.memory = bytes
      if (milliseconds > SLOW) entry.rounds = Math.min(rounds, SLOW_ROUNDS)
      return milliseconds
    })
  }
  for (let round = 0; round < rounds; round++) {
    const first = round % entries.length
    for (const entry of [...entries.slice(first), ...entries.slice(0, first)]) {
      if (entry.fault !== null || round >= entry.rounds) continue
      await attempt(entry, `${size} ${scenario} ${round + 1}/${entry.rounds}`, async () => {
        const milliseconds = await timeOf(entry.project, scenario)
        entry.times.push(milliseconds)
        return milliseconds
      })
    }
  }
  return entries.map(({ project, times, memory, fault }) => {
    const counted = fault === null ? times : []
    return { tool: project.tool, size, scenario, times: counted, memory, fault }
  })
}
