import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Fault } from "./faults.ts"

const root = join(import.meta.dirname, "..", "..")

/** Copies of the sources and of the model, each with a fault of its own. */
export class FaultySources {
  readonly #folder = mkdtempSync(join(tmpdir(), "slipway-faults-"))
  #count = 0

  constructor() {
    symlinkSync(join(root, "node_modules"), join(this.#folder, "node_modules"))
  }

  /** The folder of a new copy that has this fault. */
  copyWith({ file, instead, fault, what }: Fault): string {
    const copy = join(this.#folder, String(this.#count++))
    for (const path of ["package.json", "src/core", "test/oracle"]) {
      cpSync(join(root, path), join(copy, path), { recursive: true })
    }
    const path = join(copy, "src/core/promotion", file)
    const sound = readFileSync(path, "utf8")
    if (!sound.includes(instead)) throw new Error(`${file} has no "${instead}" any more: ${what}`)
    writeFileSync(
      path,
      sound.replaceAll(instead, () => fault),
    )
    return copy
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
