import { z } from "zod"
import { FailureError, fail, failed, ok, type Result } from "../../core/shared/result.ts"
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
import { candidateWork } from "./candidate-work.ts"
import { checkoutWork } from "./checkout-work.ts"
import { Container } from "./container.ts"
import { DockerExecutor } from "./docker-executor.ts"
import { startSidecars } from "./docker-sidecars.ts"
import { EngineClient } from "./engine-client.ts"
import { whyOf } from "./engine-error.ts"
import { ensureImage, registryDigest } from "./engine-images.ts"
import { folderWork } from "./folder-work.ts"
import { ownedBy } from "./labels.ts"
import { Network } from "./network.ts"

const listSchema = z.array(z.object({ Id: z.string() }))

/** Containers on a Docker engine, or on one that speaks its API. */
export class DockerEngine implements Containers {
  readonly #client: EngineClient
  readonly #registry: Pick<ImageRegistry, "readManifest" | "streamBlob">

  /** `env`: DOCKER_HOST and what says where sockets usually are. `registry`: where candidates are. */
  constructor(
    env: Readonly<Record<string, string | undefined>>,
    registry: Pick<ImageRegistry, "readManifest" | "streamBlob">,
  ) {
    this.#client = new EngineClient(env)
    this.#registry = registry
  }

  async resolveImage(name: string, options: ResolveOptions): Promise<Result<EngineImage>> {
    try {
      const { Id, RepoDigests } = await ensureImage(this.#client, name, options)
      return ok({ digest: registryDigest(name, RepoDigests ?? []) ?? Id, reference: Id })
    } catch (error) {
      if (error instanceof FailureError) return failed(error.failure)
      return fail("engine-unavailable", `image ${name} cannot be looked up: ${whyOf(error)}`)
    }
  }

  executor(place: ContainerPlace): Executor {
    return new DockerExecutor(this.#client, checkoutWork(this.#client, place))
  }

  candidateExecutor(place: CandidatePlace): Executor {
    return new DockerExecutor(this.#client, candidateWork(this.#client, this.#registry, place))
  }

  folderExecutor(place: FolderPlace): Executor {
    return new DockerExecutor(this.#client, folderWork(this.#client, this.#registry, place))
  }

  async startSidecars(sidecars: readonly SidecarStart[], options: SidecarOptions): Promise<Result<Sidecars>> {
    try {
      return ok(await startSidecars(this.#client, sidecars, options))
    } catch (error) {
      if (error instanceof FailureError) return failed(error.failure)
      return fail("sidecar-unhealthy", `services cannot be started: ${whyOf(error)}`)
    }
  }

  async removeOwned(owner: string): Promise<void> {
    try {
      const containers = await this.#client.get(listSchema, "/containers/json", { all: "1", ...ownedBy(owner) })
      await Promise.all(containers.map(({ Id }) => new Container(this.#client, Id).remove()))
      const networks = await this.#client.get(listSchema, "/networks", ownedBy(owner))
      await Promise.all(networks.map(({ Id }) => new Network(this.#client, Id).remove()))
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
    }
  }
}
