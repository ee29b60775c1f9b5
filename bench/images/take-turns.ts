import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { MARKER, MemoryWatch } from "../engine/memory.ts"
import { type Finished, runCommand } from "../engine/run-command.ts"
import type { BenchPlace, Builder, OpenBuilder } from "./builder.ts"
import { type Scenario, scenarios } from "./scenario.ts"
import { editService } from "./service.ts"

/** What was measured of one builder in one scenario. */
export interface BuildFigure {
  readonly builder: string
  readonly scenario: Scenario
  /** Milliseconds of every measured build; empty if one did not do its work. */
  readonly times: readonly number[]
  /** Most resident memory of its own processes in the first round, in bytes; a daemon's is not among it. */
  readonly memory: number
  /** Why it does not count; null if it does. */
  readonly fault: string | null
}

export interface Contender {
  readonly builder: Builder
  readonly opened: OpenBuilder
  readonly place: BenchPlace
}

/** Milliseconds that daemons have to come to rest. */
const REST = 250

let edits = 0

/**
 * A first round whose times do not count, then rounds in which each builder builds once cold, once after an edit and once
 * with nothing changed, beginning with another one each time. One of which a build is wrong drops out.
 */
export async function takeTurns(
  contenders: readonly Contender[],
  { rounds, log }: { readonly rounds: number; readonly log: (line: string) => void },
): Promise<readonly BuildFigure[]> {
  const measured = contenders.map((contender) => ({
    contender,
    times: new Map(scenarios.map((scenario) => [scenario, [] as number[]])),
    memory: new Map<Scenario, number>(),
    fault: null as string | null,
  }))
  for (let round = 0; round <= rounds; round++) {
    const first = round % measured.length
    for (const entry of [...measured.slice(first), ...measured.slice(0, first)]) {
      if (entry.fault !== null) continue
      const { name } = entry.contender.builder
      try {
        for await (const { scenario, milliseconds, memory } of oneOfEach(entry.contender, round === 0)) {
          log(`${round}/${rounds} ${scenario} ${name}: ${milliseconds.toFixed(1)} ms`)
          if (round === 0) entry.memory.set(scenario, memory)
          else entry.times.get(scenario)?.push(milliseconds)
        }
      } catch (error) {
        entry.contender.place.surroundings.signal.throwIfAborted()
        entry.fault = error instanceof Error ? error.message : String(error)
        log(`${round}/${rounds} ${name} does not count: ${entry.fault}`)
      }
    }
  }
  return measured.flatMap(({ contender, times, memory, fault }) =>
    scenarios.map((scenario) => ({
      builder: contender.builder.name,
      scenario,
      times: fault === null ? (times.get(scenario) ?? []) : [],
      memory: memory.get(scenario) ?? 0,
      fault,
    })),
  )
}

interface Measured {
  readonly scenario: Scenario
  readonly milliseconds: number
  readonly memory: number
}

/** One build of each kind, every one of them checked by the image that it left. */
async function* oneOfEach(contender: Contender, watched: boolean): AsyncGenerator<Measured> {
  const { opened } = contender
  editService(opened.service, 0)
  await opened.forget()
  const cold = await build(contender, false, watched)
  yield { scenario: "cold", ...cold }
  editService(opened.service, ++edits)
  const edit = await build(contender, true, watched)
  if (edit.image === cold.image) throw new Error(`the edit is not in ${edit.image}`)
  yield { scenario: "edit", ...edit }
  editService(opened.service, 0)
  const back = await build(contender, false, false)
  if (opened.version === "of this checkout" && back.image !== cold.image)
    throw new Error("the same sources, and another image")
  const unchanged = await build(contender, false, watched)
  if (unchanged.image !== back.image) throw new Error("nothing changed, and another image")
  yield { scenario: "unchanged", ...unchanged }
}

async function build({ opened, place, builder }: Contender, isEdited: boolean, watched: boolean) {
  // What was written before is not to be written to the disk while this one runs.
  execFileSync("sync")
  await setTimeout(REST)
  const mark = `${process.pid}-${builder.name}`
  const env = { ...place.surroundings.env, ...opened.env, [MARKER]: mark }
  const outputFile = join(place.folder, "output")
  const surroundings = { ...place.surroundings, folder: opened.service, env, outputFile }
  using watch = watched ? new MemoryWatch(mark) : null
  const finished: Finished = await runCommand(opened.command(isEdited), surroundings, (pid) => watch?.add(pid))
  const image = await opened.image(finished.output)
  if (image === "") throw new Error(`no image was built:\n${finished.output.slice(-1000)}`)
  return { image, milliseconds: finished.milliseconds, memory: watch?.peak ?? 0 }
}
