import type { PlannedSidecar } from "../core/plan/plan.ts"
import type { SidecarAddress } from "../core/plan/sidecar-kind.ts"
import type { Digest } from "../core/shared/digest.ts"
import type { Result } from "../core/shared/result.ts"
import type { Executor } from "./executor.ts"
import type { Platform } from "./image-registry.ts"

/** An image as a container engine knows it. */
export interface EngineImage {
  /** What decides results: its digest in the registry it came from; its id in the engine where it came from none. */
  readonly digest: Digest
  /** Stands for exactly this image in the engine, wherever a tag moves meanwhile. */
  readonly reference: string
}

export interface ResolveOptions {
  /** Told how a download goes, a line at a time. */
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** Where commands run, and with what at most. */
export interface ContainerPlace {
  /** {@link EngineImage.reference}. */
  readonly image: string
  /** Absolute folder. Commands see it at `/workspace`, and run in a folder at or below it. */
  readonly checkout: string
  /** {@link Sidecars.network} of those that it reaches; null: none. */
  readonly sidecars: string | null
  /** Whether it reaches any other network. */
  readonly network: boolean
  /** Processors; null: all. */
  readonly cpu: number | null
  /** Bytes; null: no limit. */
  readonly memory: number | null
}

/** A service's image that has just been built, and what of the checkout its tests need besides. */
export interface CandidatePlace {
  readonly image: Digest
  /** Absolute folder with the commit's files. */
  readonly checkout: string
  /** Folder of the service below the checkout, `.` for the checkout itself. */
  readonly directory: string
  /** Globs below the service's folder: what is brought back into the checkout. */
  readonly collects: readonly string[]
  readonly sidecars: string | null
}

/** A folder of this machine, to be worked on in a container. */
export interface FolderPlace {
  /** {@link EngineImage.reference}, or an image of the image registry. */
  readonly image: string | { readonly stored: Digest; readonly platform: Platform }
  /** Absolute. Its content is copied to {@link FolderPlace.at} before a command starts. */
  readonly folder: string
  /** Absolute folder of the container; commands run there. */
  readonly at: string
  /** Folders below: what stands there in the end replaces what the folder of this machine has. */
  readonly collects: readonly string[]
  /** Whether it reaches any network. */
  readonly network: boolean
}

/** A sidecar to start. */
export interface SidecarStart extends PlannedSidecar {
  /** {@link EngineImage.reference} of its image. */
  readonly reference: string
}

export interface SidecarOptions {
  /** As executor.ts has it. */
  readonly owner: string
  /** Who is to reach them: processes of this machine, or containers beside them. */
  readonly reachedBy: "processes" | "containers"
  /** Milliseconds that they have to get healthy. */
  readonly patience: number
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** Sidecars that are healthy. */
export interface Sidecars {
  /** What containers join to reach them; null where processes do. */
  readonly network: string | null
  readonly addresses: readonly SidecarAddress[]
  /** Removes all of them. */
  stop(): Promise<void>
}

/** Containers on an engine of this machine. */
export interface Containers {
  /**
   * What a name stands for. One that is pinned by digest needs no engine for that; any other image is downloaded where
   * the engine does not have it.
   */
  resolveImage(name: string, options: ResolveOptions): Promise<Result<EngineImage>>
  /** Runs each command in a new container, which is gone when the command has ended. */
  executor(place: ContainerPlace): Executor
  /**
   * Runs each command in a new container of a candidate, in the folder that the image starts in. Files of the checkout
   * that the image does not have are added there: tests, and what they need. What the image has is what is tested.
   */
  candidateExecutor(place: CandidatePlace): Executor
  /** Runs each command in a new container, on a copy of a folder, from which files are brought back. */
  folderExecutor(place: FolderPlace): Executor
  /**
   * Starts sidecars in a network of their own, without a way out, and awaits their health: their own command, the check
   * of their image, or that something listens on their port. Nothing is left of them where one does not get healthy.
   */
  startSidecars(sidecars: readonly SidecarStart[], options: SidecarOptions): Promise<Result<Sidecars>>
  /** Removes all that a crash has left of an owner's (executor.ts). Does nothing where there is no engine. */
  removeOwned(owner: string): Promise<void>
}
