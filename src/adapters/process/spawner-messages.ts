import type { CommandEnd, CommandRequest } from "./command-start.ts"

/** What a {@link Spawner} asks of its process. `id` is unique among its requests. */
export interface SpawnerRequest extends CommandRequest {
  readonly id: number
}

/** What the process answers: that it is there, and then two answers to a request, or one if nothing could be started. */
export type SpawnerAnswer =
  | { readonly kind: "ready" }
  | { readonly kind: "started"; readonly id: number; readonly pid: number; readonly startedAt?: string | undefined }
  | { readonly kind: "not-started"; readonly id: number; readonly message: string }
  | { readonly kind: "ended"; readonly id: number; readonly end: CommandEnd }
