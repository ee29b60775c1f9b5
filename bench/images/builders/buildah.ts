import { execFile } from "node:child_process"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import type { Builder } from "../builder.ts"
import { serviceFiles, writeFiles } from "../service.ts"
import { DOCKERFILE, DOCKERIGNORE } from "./dockerfile.ts"

const run = promisify(execFile)

export const buildah: Builder = {
  name: "buildah",
  call: "`buildah build --layers --isolation chroot`, npm ci in the Dockerfile",
  async open({ folder, base, registry, surroundings }) {
    const service = join(folder, "service")
    mkdirSync(service, { recursive: true })
    writeFiles(service, { ...serviceFiles(registry, ""), Dockerfile: DOCKERFILE, ".dockerignore": DOCKERIGNORE })
    const store = ["--root", join(folder, "storage"), "--runroot", join(folder, "run")] as const
    const env = { BUILDAH_ISOLATION: "chroot" }
    const call = async (...args: readonly string[]) =>
      (await run("buildah", [...store, ...args], { env: { ...surroundings.env, ...env } })).stdout.trim()
    try {
      const version = await call("--version")
      const container = await call("from", "scratch")
      await call("add", "--quiet", container, base.root, "/")
      await call("config", "--env=PATH=/usr/local/bin:/usr/bin:/bin", container)
      await call("commit", "--quiet", "--rm", container, "localhost/bench-base")
      return {
        version,
        service,
        env,
        async forget() {
          await call("rmi", "--force", "localhost/bench-service").catch(() => {})
          await call("rmi", "--prune", "--force")
        },
        command: () => ({
          argv: ["buildah", ...store, "build", "--layers", "--network=host", "--tag", "localhost/bench-service", "."],
        }),
        image: () => call("images", "--quiet", "--no-trunc", "localhost/bench-service"),
      }
    } catch (error) {
      return error instanceof Error ? (error.message.trim().split("\n").at(-1) ?? "") : String(error)
    }
  },
}
