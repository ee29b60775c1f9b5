import { posix } from "node:path"
import { StringDecoder } from "node:string_decoder"
import { BASE } from "../../core/definition/base-container.ts"
import type { NodeImageDefinition } from "../../core/definition/schema/service-schema.ts"
import { type ImagePlan, type ImageRequest, npmPlatform } from "../../core/image/plan-image.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Containers } from "../../ports/containers.ts"
import type { ExecutionOutcome } from "../../ports/executor.ts"
import { pinnedDigest } from "./base-image.ts"
import { type Libc, npmCiArguments } from "./npm-arguments.ts"

/** Folder, below that of the lock file, with what npm has downloaded for a container. */
export const DOWNLOADS = ".npm-downloads"

/** Where the lock file's folder is in an image: what compiles may note its place. */
const APPLICATION = "/app"
const TIMEOUT = 30 * 60_000
const GRACE = 5000

/**
 * Has npm install what was downloaded. Official images have Node's headers beside it, which node-gyp would download
 * otherwise. A workspace's folder is a pusher's to name, so that it comes as a variable.
 */
const command = (args: readonly string[]) => `
node=$(command -v node) && command -v npm >/dev/null || { echo "its image has no Node with npm"; exit 1; }
prefix=\${node%/bin/node}
[ ! -e "$prefix/include/node/node.h" ] || export npm_config_nodedir="$prefix"
exec npm ${args.join(" ")} \${WORKSPACE:+"--workspace=$WORKSPACE"}
`

export interface ContainerInstallation {
  readonly install: NonNullable<ImagePlan["install"]>
  readonly platform: ImageRequest["platform"]
  readonly libc: Libc
  /** With the install files and {@link DOWNLOADS}; `node_modules` are brought back into it. */
  readonly folder: string
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** A container in which packages may run their scripts when they are installed. */
export interface InstallContainer {
  /** Of its image: part of what decides what is installed. */
  readonly digest: string
  install(request: ContainerInstallation): Promise<Result<void>>
}

export interface ContainerOptions {
  readonly containers: Pick<Containers, "resolveImage" | "folderExecutor">
  readonly image: NodeImageDefinition
  /** As executor.ts has it. */
  readonly owner: string
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** The container that a definition asks for; null if it asks for none. */
export async function installContainer(options: ContainerOptions): Promise<Result<InstallContainer | null>> {
  const { containers, image, owner, ...resolving } = options
  if (!image.container) return ok(null)
  const { image: name, network } = image.container
  const found = name === BASE ? baseOf(image) : await resolved(containers, name, resolving)
  if (!found.ok) return found
  return ok({
    digest: found.value.digest,
    install: async ({ install, platform, libc, folder, log, signal }) => {
      const { selection, closure } = install
      const importer = typeof selection === "string" ? "" : selection.workspace
      const executor = containers.folderExecutor({
        image: found.value.image,
        folder,
        at: APPLICATION,
        collects: ["", importer, ...closure.workspaces].map((at) => posix.join(at, "node_modules")),
        network,
      })
      const { print, rest } = linesTo(log)
      const scope = importer === "" ? selection : "everything"
      const outcome = await executor.execute({
        owner,
        command: command([...npmCiArguments(scope, npmPlatform(platform), libc), ...OPTIONS]),
        directory: folder,
        env: importer === "" ? {} : { WORKSPACE: importer },
        ...{ timeout: TIMEOUT, grace: GRACE, signal, onOutput: print },
      })
      rest()
      return judged(outcome)
    },
  })
}

const OPTIONS = [`--cache=${APPLICATION}/${DOWNLOADS}`, "--offline", "--foreground-scripts", "--no-update-notifier"]

function baseOf({ base, platform }: NodeImageDefinition) {
  const digest = base === undefined ? undefined : pinnedDigest(base)
  if (digest === undefined) return fail("base-image-missing", "`container: base` wants a `base` that is pinned")
  const [os = "", architecture = ""] = platform.split("/")
  return ok({ digest, image: { stored: digest, platform: { os, architecture } } })
}

async function resolved(
  containers: ContainerOptions["containers"],
  name: string,
  options: Pick<ContainerOptions, "log" | "signal">,
) {
  const found = await containers.resolveImage(name, options)
  return found.ok ? ok({ digest: found.value.digest, image: found.value.reference }) : found
}

function linesTo(log: (line: string) => void) {
  const decoder = new StringDecoder("utf8")
  let open = ""
  return {
    print: (chunk: Buffer) => {
      const lines = `${open}${decoder.write(chunk)}`.split("\n")
      open = lines.pop() ?? ""
      for (const line of lines) log(line)
    },
    rest: () => {
      if (open !== "") log(open)
    },
  }
}

function judged(outcome: ExecutionOutcome): Result<void> {
  switch (outcome.kind) {
    case "exited":
      if (outcome.code === 0) return ok(undefined)
      return fail("image-build-failed", `npm ended with status ${outcome.code} in the container`)
    case "canceled":
      return fail("canceled", "canceled while dependencies were installed")
    case "not-started":
      return fail("engine-unavailable", `dependencies cannot be installed in a container: ${outcome.message}`)
    case "timed-out":
      return fail("image-build-failed", `npm was stopped in the container after ${TIMEOUT / 60_000} minutes`)
    case "signaled":
      return fail("image-build-failed", `npm was ended by ${outcome.signal} in the container`)
    case "out-of-memory":
      return fail("image-build-failed", "npm used more memory in the container than there is")
  }
}
