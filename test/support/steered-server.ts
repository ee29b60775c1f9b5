import assert from "node:assert/strict"
import type { TestContext } from "node:test"
import { readText } from "../../src/adapters/files/read-text.ts"
import type { RunningServer } from "../../src/cli/server-host.ts"
import { composeServer } from "../../src/compose-server.ts"
import { fail } from "../../src/core/shared/result.ts"
import { takePortRange } from "./port-range.ts"
import type { RunRig } from "./run-rig.ts"
import { OWNER, ServerRig } from "./server-rig.ts"

/** A clock that goes on by itself, from wherever it is put. */
export class SteeredClock {
  #ahead: number

  constructor(start: string) {
    this.#ahead = Date.parse(start) - Date.now()
  }

  now(): number {
    return Date.now() + this.#ahead
  }

  /** An ISO time. */
  moveTo(time: string): void {
    this.#ahead = Date.parse(time) - Date.now()
  }
}

/** A server in this process, for a test that steers its clock. What people do with it is done by the real programs. */
export class SteeredServer implements AsyncDisposable {
  readonly rig: ServerRig
  readonly clock: SteeredClock
  readonly #server: RunningServer

  private constructor(rig: ServerRig, clock: SteeredClock, server: RunningServer) {
    this.rig = rig
    this.clock = clock
    this.#server = server
  }

  static async start(t: TestContext, project: RunRig, time: string): Promise<SteeredServer> {
    const clock = new SteeredClock(time)
    const range = await takePortRange()
    t.after(() => range.release())
    const { folder, env } = project
    const context = {
      stdout: process.stdout,
      stderr: process.stderr,
      cwd: folder,
      env,
      isTerminal: false,
      colour: false,
      readText,
      readSecret: () => Promise.reject(new Error("a server asks nobody")),
      now: () => clock.now(),
      openRepository: async () => fail("not-a-repository", "a server has its own"),
      connect: () => Promise.reject(new Error("a server asks no other")),
      setExitStatus: () => {},
    }
    const options = {
      port: 0,
      routerPort: 0,
      stablePorts: { from: range.from, to: range.to },
      healthTimeout: 30_000,
      jobs: null,
      owner: OWNER,
      prune: { every: null, unusedFor: 0, evidenceFor: 0 },
    }
    const started = await composeServer(clock).start(context, options)
    assert(started.ok, started.ok ? "" : started.failure.message)
    return new SteeredServer(await ServerRig.prepare(t, project), clock, started.value)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop({ services: true })
  }
}
