import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { TestContext } from "node:test"
import type { Fault } from "./faults.ts"

const root = join(import.meta.dirname, "..", "..")

/** A copy of the sources and of the model, in which faults can be put one after the other. */
export class FaultySources {
  readonly folder: string

  constructor(t: TestContext) {
    this.folder = mkdtempSync(join(tmpdir(), "slipway-faults-"))
    t.after(() => rmSync(this.folder, { recursive: true, force: true }))
    for (const path of ["package.json", "src/core", "test/oracle"]) {
      cpSync(join(root, path), join(this.folder, path), { recursive: true })
    }
    symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"))
  }

  /** Puts a fault in, and returns what takes it out again. */
  put({ file, instead, fault, what }: Fault): () => void {
    const path = join(this.folder, "src/core/promotion", file)
    const sound = readFileSync(path, "utf8")
    if (!sound.includes(instead)) throw new Error(`${file} has no "${instead}" any more: ${what}`)
    writeFileSync(
      path,
      sound.replaceAll(instead, () => fault),
    )
    return () => writeFileSync(path, sound)
  }
}
