import type { Digest } from "../core/shared/digest.ts"
import type { Result } from "../core/shared/result.ts"
import type { Executor } from "./executor.ts"

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
  /** Whether it reaches any network. */
  readonly network: boolean
  /** Processors; null: all. */
  readonly cpu: number | null
  /** Bytes; null: no limit. */
  readonly memory: number | null
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
  /** Removes all that a crash has left of an owner's (executor.ts). Does nothing where there is no engine. */
  removeOwned(owner: string): Promise<void>
}
