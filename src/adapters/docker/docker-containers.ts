import { ok, type Result } from "../../core/shared/result.ts"
import type {
  CandidatePlace,
  ContainerPlace,
  Containers,
  EngineImage,
  FolderPlace,
  ResolveOptions,
  SidecarOptions,
  SidecarStart,
  Sidecars,
} from "../../ports/containers.ts"
import type { Executor } from "../../ports/executor.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { pinnedDigest } from "./pinned-digest.ts"

/** Containers on a Docker engine. What speaks to it is loaded with the first use: most runs need none. */
export class DockerContainers implements Containers {
  readonly #load: () => Promise<Containers>
  #engine: Promise<Containers> | undefined

  /** `env`: DOCKER_HOST and what says where sockets usually are. `registry`: where candidates are. */
  constructor(
    env: Readonly<Record<string, string | undefined>>,
    registry: Pick<ImageRegistry, "readManifest" | "streamBlob">,
  ) {
    this.#load = async () => new (await import("./docker-engine.ts")).DockerEngine(env, registry)
  }

  async resolveImage(name: string, options: ResolveOptions): Promise<Result<EngineImage>> {
    const pinned = pinnedDigest(name)
    if (pinned) return ok({ digest: pinned, reference: name })
    return (await this.#opened()).resolveImage(name, options)
  }

  executor(place: ContainerPlace): Executor {
    return this.#executor((engine) => engine.executor(place))
  }

  candidateExecutor(place: CandidatePlace): Executor {
    return this.#executor((engine) => engine.candidateExecutor(place))
  }

  folderExecutor(place: FolderPlace): Executor {
    return this.#executor((engine) => engine.folderExecutor(place))
  }

  async startSidecars(sidecars: readonly SidecarStart[], options: SidecarOptions): Promise<Result<Sidecars>> {
    return (await this.#opened()).startSidecars(sidecars, options)
  }

  async removeOwned(owner: string): Promise<void> {
    await (await this.#opened()).removeOwned(owner)
  }

  #opened(): Promise<Containers> {
    this.#engine ??= this.#load()
    return this.#engine
  }

  #executor(of: (engine: Containers) => Executor): Executor {
    return {
      name: "docker",
      execute: async (execution) => of(await this.#opened()).execute(execution),
      settle: async () => {},
    }
  }
}
