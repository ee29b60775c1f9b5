import { execFileSync } from "node:child_process"
import { mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { MARKER, MemoryWatch } from "../engine/memory.ts"
import { root } from "../engine/places.ts"
import { runCommand, type Surroundings } from "../engine/run-command.ts"
import { commitAll, writeFiles } from "./service.ts"

export interface SizeFigure {
  /** Of the file in the image, in bytes. */
  readonly bytes: number
  /** Most resident memory of all processes together, in bytes. */
  readonly memory: number
  readonly milliseconds: number
}

const MEGABYTE = 1_000_000
const sizes = [10, 100, 1000].map((size) => size * MEGABYTE)

/**
 * Builds an image with one large file, for each size. A job makes the file, one that always runs: what such a job leaves
 * is not kept for later runs, which would be measured too.
 */
export async function memoryBySize(
  folder: string,
  surroundings: Omit<Surroundings, "folder" | "outputFile">,
  log: (line: string) => void,
): Promise<readonly SizeFigure[]> {
  const figures: SizeFigure[] = []
  for (const bytes of sizes) {
    const service = join(folder, String(bytes))
    mkdirSync(service, { recursive: true })
    writeFiles(service, {
      "package.json": '{ "name": "large", "main": "main.js" }',
      "main.js": "",
      ".gitignore": ".slipway/\n",
      "slipway.yaml": definition(bytes),
    })
    commitAll(service)
    execFileSync("sync")
    const mark = `${process.pid}-${bytes}`
    const env = { ...surroundings.env, [MARKER]: mark }
    const command = { argv: [process.execPath, join(root, "dist", "main.mjs"), "image", "build", "large"] as const }
    using watch = new MemoryWatch(mark)
    const around = { ...surroundings, folder: service, env, outputFile: join(folder, "output") }
    const { milliseconds } = await runCommand({ argv: [...command.argv] }, around, (pid) => watch.add(pid))
    figures.push({ bytes, memory: watch.peak, milliseconds })
    log(`memory ${bytes / MEGABYTE} MB: ${(watch.peak / MEGABYTE).toFixed(0)} MB, ${milliseconds.toFixed(0)} ms`)
    rmSync(service, { recursive: true, force: true })
  }
  return figures
}

function definition(bytes: number): string {
  return `version: 1
project: bench
services:
  large:
    directory: .
    image: { builder: node, needs: [fill] }
    jobs: { fill: { run: "head -c ${bytes} /dev/urandom > large.bin", outputs: [large.bin], always: true } }
    run: { port: 3000 }
`
}
