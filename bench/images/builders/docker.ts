import { execFile } from "node:child_process"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import type { BenchPlace, Builder, OpenBuilder } from "../builder.ts"
import { serviceFiles, writeFiles } from "../service.ts"
import { DOCKERFILE, DOCKERFILE_COPY, DOCKERIGNORE, installHere } from "./dockerfile.ts"

const run = promisify(execFile)
/** Debian's own client: a newer one wants a plugin to speak to BuildKit. */
const DOCKER = "/usr/bin/docker"

export const classic: Builder = {
  name: "classic",
  call: "`docker build`, `DOCKER_BUILDKIT=0`, npm ci in the Dockerfile",
  open: (place) => openDocker(place, { buildkit: "0", dockerfile: DOCKERFILE, installs: false }),
}

export const buildkit: Builder = {
  name: "buildkit",
  call: "`docker build`, `DOCKER_BUILDKIT=1`, npm ci in the Dockerfile",
  open: (place) => openDocker(place, { buildkit: "1", dockerfile: DOCKERFILE, installs: false }),
}

export const buildkitCopy: Builder = {
  name: "buildkit-copy",
  call: "`docker build`, `DOCKER_BUILDKIT=1`, `COPY node_modules`, installed beforehand and not measured",
  open: (place) => openDocker(place, { buildkit: "1", dockerfile: DOCKERFILE_COPY, installs: true }),
}

interface Way {
  readonly buildkit: "0" | "1"
  readonly dockerfile: string
  /** Whether packages are installed beside the sources. */
  readonly installs: boolean
}

async function openDocker(place: BenchPlace, { buildkit, dockerfile, installs }: Way): Promise<OpenBuilder | string> {
  const { engine, folder, base, registry } = place
  if (engine === null) return "no Docker engine runs here"
  const service = join(folder, "service")
  mkdirSync(service, { recursive: true })
  writeFiles(service, {
    ...serviceFiles(registry, ""),
    Dockerfile: dockerfile,
    ".dockerignore": installs ? DOCKERIGNORE.replace("node_modules\n", "") : DOCKERIGNORE,
  })
  if (installs) await installHere(service, place.surroundings.env)
  const env = { DOCKER_HOST: engine, DOCKER_BUILDKIT: buildkit }
  const docker = async (...args: readonly string[]) =>
    (await run(DOCKER, args, { env: { ...place.surroundings.env, ...env } })).stdout.trim()
  const known = await docker("images", "--quiet", "bench-base")
  if (known === "") {
    const archive = join(folder, "base.tar")
    await run("tar", ["--create", "--file", archive, "--directory", base.root, "."])
    await docker("import", "--change=ENV PATH=/usr/local/bin:/usr/bin:/bin", archive, "bench-base")
  }
  const tag = `bench-${buildkit}-${installs ? "copy" : "install"}`
  return {
    version: `Docker ${await docker("version", "--format={{.Server.Version}}")}`,
    service,
    env,
    async forget() {
      await docker("rmi", "--force", tag).catch(() => {})
      await docker("image", "prune", "--force")
      await docker("builder", "prune", "--all", "--force")
    },
    command: () => ({ argv: [DOCKER, "build", "--network=host", "--tag", tag, "."] }),
    image: () => docker("images", "--quiet", "--no-trunc", tag),
  }
}
