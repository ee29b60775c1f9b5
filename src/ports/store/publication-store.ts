import type { Digest } from "../../core/shared/digest.ts"

/** An image that is to be in a registry under a tag. */
export interface NewPublication {
  readonly service: string
  readonly image: Digest
  readonly tag: string
  /** Whether the tag may be taken from another image. */
  readonly moves: boolean
  readonly release: Digest
  /** The git event that it follows from; null: a person's command. */
  readonly event: number | null
  readonly createdAt: number
}

/**
 * `waiting`: it is tried until it is done. `published`: it is there. `refused`: it never will be, since the tag names
 * something else or the rules changed; the note says which.
 */
export type PublicationState = "waiting" | "published" | "refused"

export interface PublicationRecord extends NewPublication {
  readonly id: number
  readonly state: PublicationState
  /** How often it was tried. */
  readonly attempts: number
  /** When it is tried next, in milliseconds since 1970. */
  readonly notBefore: number
  /** Why it waits or was refused; where it is, once it is published. */
  readonly note: string | null
}

export interface PublicationStore {
  /** Asks for it, once: the same image under the same tag of the same service changes nothing. */
  request(publication: NewPublication): Promise<PublicationRecord>
  /** Those that wait, oldest first. */
  waiting(): Promise<readonly PublicationRecord[]>
  /** Newest first, in any of these states. */
  latest(states: readonly PublicationState[], limit: number): Promise<readonly PublicationRecord[]>
  ofEvent(event: number): Promise<readonly PublicationRecord[]>
  update(
    id: number,
    change: Partial<Pick<PublicationRecord, "state" | "attempts" | "notBefore" | "note">>,
  ): Promise<void>
}
