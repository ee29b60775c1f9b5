import type { NpmRegistry } from "../../test/support/npm-registry.ts"
import type { Surroundings } from "../engine/run-command.ts"
import type { Command } from "../engine/tool.ts"
import type { BaseImage } from "./base-image.ts"

/** What builders are given to begin with. */
export interface BenchPlace {
  /** A folder of the builder's own. */
  readonly folder: string
  readonly base: BaseImage
  readonly registry: NpmRegistry
  /** DOCKER_HOST of an engine that is the benchmark's own; null where none can run. */
  readonly engine: string | null
  readonly surroundings: Omit<Surroundings, "folder" | "outputFile">
}

/** A builder with a service of its own to build. */
export interface OpenBuilder {
  /** What it says of itself. */
  readonly version: string
  /** Folder of the service's sources. */
  readonly service: string
  /** Added to the environment that all get. */
  readonly env: Readonly<Record<string, string>>
  /** Has it forget what it built, but for the base image. */
  forget(): Promise<void>
  /** The command that is measured. `isEdited`: whether the sources differ from the commit. */
  command(isEdited: boolean): Command
  /** What the image that it built last is known by. */
  image(output: string): Promise<string>
}

/** One way to build the image. */
export interface Builder {
  readonly name: string
  /** How it is called, for the table. */
  readonly call: string
  /** A reason instead: it cannot be measured on this machine. */
  open(place: BenchPlace): Promise<OpenBuilder | string>
}
