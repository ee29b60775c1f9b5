import assert from "node:assert/strict"
import { chmodSync, existsSync } from "node:fs"
import { join } from "node:path"
import type { RunRig } from "../../../../test/support/run-rig.ts"

/** A command that leaves a mark if it is ever run, and then gives back what it reads. */
export function markingCommand(rig: RunRig): string {
  return `touch '${markOf(rig)}'; cat`
}

/** Sets {@link markingCommand} as the value of these settings of the repository. */
export function runningCode(rig: RunRig, settings: readonly string[]): void {
  for (const setting of settings) rig.git("config", setting, markingCommand(rig))
}

/** Writes a hook that leaves the mark. */
export function writeHook(rig: RunRig, name: string): void {
  const file = join(".git", "hooks", name)
  rig.write({ [file]: `#!/bin/sh\n${markingCommand(rig)} </dev/null\n` })
  chmodSync(join(rig.folder, file), 0o755)
}

export function assertNothingRan(rig: RunRig): void {
  assert.equal(existsSync(markOf(rig)), false, "code of the repository was run")
}

function markOf(rig: RunRig): string {
  return join(rig.home, "pwned")
}
