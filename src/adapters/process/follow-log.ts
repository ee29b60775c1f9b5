import { open, stat } from "node:fs/promises"
import { StringDecoder } from "node:string_decoder"
import { setTimeout as delay } from "node:timers/promises"
import { rotatedPath, type ServiceLog } from "./service-log.ts"

/** Milliseconds between looks. */
const POLL = 100
/** A line that gets longer is handed on in parts. */
const LONGEST_LINE = 65_536
const BLOCK = 1 << 20

/** How far a file was read. */
interface Position {
  offset: number
  line: string
  readonly decoder: StringDecoder
}

/** Lines that a service's instances write from now on, later instances included, until aborted. */
export async function* followLog(log: ServiceLog, signal: AbortSignal): AsyncIterable<string> {
  const positions = new Map<string, Position>()
  for (const { path } of await log.files()) positions.set(path, positionAt(await sizeOf(path)))
  while (!signal.aborted) {
    const lines = await log.alone(() => newLines(log, positions))
    yield* lines
    if (lines.length === 0) await delay(POLL, undefined, { signal }).catch(() => {})
  }
}

async function newLines(log: ServiceLog, positions: Map<string, Position>): Promise<string[]> {
  const lines: string[] = []
  for (const { path } of await log.files()) {
    const position = positions.get(path) ?? positionAt(0)
    positions.set(path, position)
    if ((await sizeOf(path)) < position.offset) {
      lines.push(...(await advance(rotatedPath(path), position, Number.POSITIVE_INFINITY)))
      position.offset = 0
    }
    lines.push(...(await advance(path, position, BLOCK)))
  }
  return lines
}

/** Reads on, at most so many bytes; an unfinished line waits for its end. */
async function advance(path: string, position: Position, limit: number): Promise<string[]> {
  const available = (await sizeOf(path)) - position.offset
  if (available <= 0) return []
  await using file = await open(path, "r")
  const block = Buffer.alloc(Math.min(available, limit))
  const { bytesRead } = await file.read(block, 0, block.length, position.offset)
  position.offset += bytesRead
  const lines = (position.line + position.decoder.write(block.subarray(0, bytesRead))).split("\n")
  position.line = lines.pop() ?? ""
  if (position.line.length > LONGEST_LINE) {
    lines.push(position.line)
    position.line = ""
  }
  return lines
}

function positionAt(offset: number): Position {
  return { offset, line: "", decoder: new StringDecoder("utf8") }
}

function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (file) => file.size,
    () => 0,
  )
}
