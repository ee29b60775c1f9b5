import type { Execution } from "../../ports/executor.ts"
import type { Container } from "./container.ts"
import type { ContainerUser } from "./container-user.ts"

/** What a command's container is made from, and what becomes of what it leaves. */
export interface ContainerWork {
  /** Bytes that it may use; null: no limit. */
  readonly memory: number | null
  create(execution: Execution, user: ContainerUser): Promise<Container>
  /** Makes it ready to start. */
  prepare(container: Container, user: ContainerUser): Promise<void>
  /** Fetches what the command has made, once it has come to its own end. */
  collect(container: Container): Promise<void>
}
