import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type RunningProgram, startProgram } from "../../test/support/running-program.ts"
import { root } from "../engine/places.ts"

/** Environments that the definition names; all others are previews. */
export const PATH = ["development", "uat", "staging", "production"] as const

export function serviceName(index: number): string {
  return `service-${index}`
}

/** A project with many services, and the server for it. */
export class BigShop {
  readonly folder: string
  readonly #env: Readonly<Record<string, string>>

  constructor(place: string, services: number) {
    this.folder = join(place, "shop")
    const home = join(place, "home")
    mkdirSync(this.folder, { recursive: true })
    mkdirSync(home)
    this.#env = { PATH: process.env.PATH ?? "", HOME: home }
    writeFileSync(join(this.folder, "slipway.yaml"), definition(services))
    writeFileSync(
      join(this.folder, "package.json"),
      JSON.stringify({ name: "shop", version: "1.0.0", main: "shop.js" }),
    )
    const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: this.folder, env: this.#env })
    git("init", "--quiet", "--initial-branch=main")
    git("add", "--all")
    git("-c", "user.name=Bench", "-c", "user.email=bench@example.com", "commit", "--quiet", "--message=shop")
  }

  get storeFile(): string {
    return join(this.folder, ".slipway", "slipway.db")
  }

  get server(): { readonly url: string; readonly token: string } {
    return JSON.parse(readFileSync(join(this.folder, ".slipway", "server.json"), "utf8"))
  }

  /** Starts the server and runs `work` with it. */
  async withServer<T>(work: () => Promise<T>): Promise<T> {
    const ports = ["--port=0", "--router-port=0", "--stable-ports=40000-49999"]
    const up: RunningProgram = startProgram([join(root, "bin", "slipway"), "up", ...ports, "--owner=bench"], {
      cwd: this.folder,
      env: this.#env,
    })
    try {
      await up.waitFor("slipway status")
      return await work()
    } finally {
      up.process.kill("SIGTERM")
      await up.ended
    }
  }

  /** Gives the server the rules. */
  push(): void {
    const { url, token } = this.server
    const remote = `http://bench:${token}@${new URL(url).host}/git/shop.git`
    execFileSync("git", ["push", "--quiet", remote, "main:refs/heads/rules"], {
      ...{ cwd: this.folder, env: this.#env, stdio: "ignore" },
    })
  }
}

/** No environment takes anything from a branch that is pushed: what runs is written into the store. */
function definition(services: number): string {
  const names = Array.from({ length: services }, (_, index) => serviceName(index))
  return [
    "version: 1",
    "project: shop",
    "branches: { protected: [rules] }",
    // Pushing the rules builds nothing: every image needs a job that fails.
    'packages: { rules: { directory: ., jobs: { only: { run: "false", outputs: [none] } } } }',
    "services:",
    ...names.map(
      (name) =>
        `  ${name}: { directory: ., image: { builder: node, needs: ["rules:only"] }, run: { port: 3000, health: / } }`,
    ),
    "targets: { local: { kind: process } }",
    "environments:",
    ...PATH.map((name) => `  ${name}: { from: { branch: "${name}-source" }, target: local }`),
    '  preview: { from: { branch: "feature/*" }, ephemeral: { ttl: 720h }, target: local }',
    "",
  ].join("\n")
}
