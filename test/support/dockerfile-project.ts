import type { TestContext } from "node:test"
import { type DockerEngine, startDockerEngine } from "./docker-engine.ts"
import { RunRig } from "./run-rig.ts"
import { makeSystemImage, SMALL_SYSTEM } from "./system-image.ts"

/** Of the engine that tests start. */
export const PLATFORM = `linux/${process.arch === "arm64" ? "arm64" : "amd64"}`

/** What images of tests start from, in the engine. */
export const BASE = "system:1"

export interface DockerfileProject {
  readonly engine: DockerEngine
  readonly rig: RunRig
}

/** A project whose service `web` is built by a Dockerfile, and an engine with its base. Undefined: the test is skipped. */
export async function dockerfileProject(
  t: TestContext,
  image: string,
  files: Readonly<Record<string, string>>,
): Promise<DockerfileProject | undefined> {
  const engine = await startDockerEngine(t)
  if (!engine) return undefined
  await makeSystemImage(engine, BASE, { files: [...SMALL_SYSTEM, "/bin/mkdir"] })
  const rig = RunRig.withFiles(t, {
    ".gitignore": ".slipway/\nignored.txt\n",
    "slipway.yaml": `version: 1
project: demo
packages:
  texts: { directory: texts, jobs: { build: { run: "mkdir dist && echo made > dist/made.txt", outputs: ["dist/**"] } } }
services:
  web:
    directory: web
    image: { builder: dockerfile, platform: ${PLATFORM}, ${image} }
    run: { port: 3000 }
`,
    "texts/source.txt": "source",
    ...files,
  })
  rig.variables.DOCKER_HOST = engine.host
  return { engine, rig }
}
