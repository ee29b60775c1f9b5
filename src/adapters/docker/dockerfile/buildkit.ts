import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { networkVariables } from "../../../core/run/network-variables.ts"
import { contextArchive } from "./context-archive.ts"
import type { EngineBuild, EngineBuilt } from "./engine-build.ts"

export interface BuildKitClient {
  /** Absolute path of the `docker` program. */
  readonly program: string
  /** Of the engine. */
  readonly socket: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Builds with BuildKit. Secrets reach the client in its environment, and the engine through the client's session. */
export async function buildWithBuildKit(client: BuildKitClient, build: EngineBuild): Promise<EngineBuilt> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-build-"))
  try {
    const idFile = join(folder, "id")
    const why = await runClient(client, build, idFile)
    return why === undefined ? { id: (await readFile(idFile, "utf8")).trim() } : { id: null, why }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Arguments and environment of the client; the context goes to its input. */
export function clientCommand(
  { socket, env }: Omit<BuildKitClient, "program">,
  { request, context, secrets, tag }: Pick<EngineBuild, "request" | "context" | "secrets" | "tag">,
  idFile: string,
): { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const named = Object.entries(secrets).map(([name, value], index) => ({
    name,
    value,
    variable: `SLIPWAY_SECRET_${index}`,
  }))
  const args = [
    "build",
    "--progress=plain",
    `--iidfile=${idFile}`,
    `--file=${context.dockerfile}`,
    `--tag=${tag}`,
    `--platform=${request.platform}`,
    ...(request.target === null ? [] : [`--target=${request.target}`]),
    ...Object.entries(request.args).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...named.map(({ name, variable }) => `--secret=id=${name},env=${variable}`),
    "-",
  ]
  const home = ["PATH", "HOME", "DOCKER_CONFIG"].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))
  return {
    args,
    env: {
      ...networkVariables(env),
      ...Object.fromEntries(home),
      DOCKER_HOST: `unix://${socket}`,
      DOCKER_BUILDKIT: "1",
      // The engine's own builder: another one would keep the result to itself.
      BUILDX_BUILDER: "default",
      BUILDX_NO_DEFAULT_ATTESTATIONS: "1",
      ...Object.fromEntries(named.map(({ variable, value }) => [variable, value])),
    },
  }
}

/** @returns what the client said last where it failed; undefined where it did not. */
async function runClient(client: BuildKitClient, build: EngineBuild, idFile: string): Promise<string | undefined> {
  const { args, env } = clientCommand(client, build, idFile)
  const program = spawn(client.program, args, { env, stdio: ["pipe", "ignore", "pipe"], detached: true })
  // The engine ends a build whose client is gone. Asked kindly, clients of Docker 20.10 sometimes never end.
  const interrupt = () => killGroup(program.pid)
  build.signal.addEventListener("abort", interrupt)
  try {
    // A client that fails early reads no further; why it did is in what it says.
    const sent = pipeline(Readable.from(contextArchive(build.context.files)), program.stdin).then(
      () => undefined,
      (error: unknown) => error,
    )
    const ended = once(program, "close")
    const last = await printLines(program.stderr, build.log)
    const [code] = await ended
    if (code === 0) return undefined
    const unsent = await sent
    const isPipe =
      unsent instanceof Error &&
      "code" in unsent &&
      ["EPIPE", "ERR_STREAM_PREMATURE_CLOSE"].includes(String(unsent.code))
    if (unsent !== undefined && !isPipe) throw unsent
    return last ?? `docker build ended with status ${code}`
  } finally {
    build.signal.removeEventListener("abort", interrupt)
    killGroup(program.pid)
  }
}

/** Passes on what the client says but its digests of steps. Returns the last line. */
async function printLines(stream: Readable, log: EngineBuild["log"]): Promise<string | undefined> {
  let last: string | undefined
  for await (const line of createInterface({ input: stream })) {
    if (line.trim() === "" || /^#\d+ sha256:[0-9a-f]{64}( .*)?$/.test(line)) continue
    log(line)
    last = line
  }
  return last
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL")
  } catch {
    // It has ended.
  }
}
