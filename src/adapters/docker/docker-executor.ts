import type { Readable } from "node:stream"
import { FailureError } from "../../core/shared/result.ts"
import type { Execution, ExecutionOutcome, Executor } from "../../ports/executor.ts"
import { TERMINATE } from "./command-wrapper.ts"
import type { Container } from "./container.ts"
import { containerUser } from "./container-user.ts"
import type { ContainerWork } from "./container-work.ts"
import type { EngineClient } from "./engine-client.ts"
import { EngineError, whyOf } from "./engine-error.ts"
import { folderArchive, HOME } from "./folder-archive.ts"
import { interruptionOf } from "./interruption.ts"
import { outputOf } from "./output-frames.ts"

/** Runs each command with `/bin/sh` in a new container, which is gone, with all that runs in it, when it has ended. */
export class DockerExecutor implements Executor {
  readonly name = "docker"
  readonly #client: EngineClient
  readonly #work: ContainerWork

  constructor(client: EngineClient, work: ContainerWork) {
    this.#client = client
    this.#work = work
  }

  async execute(execution: Execution): Promise<ExecutionOutcome> {
    if (execution.signal.aborted) return { kind: "canceled", forced: false }
    let container: Container | undefined
    try {
      const user = containerUser(await this.#client.facts())
      container = await this.#work.create(execution, user)
      if (!(await container.has("/bin/sh"))) return { kind: "not-started", message: "its image has no /bin/sh" }
      await container.put(await folderArchive(HOME, 0o700, user))
      await this.#work.prepare(container, user)
      return await this.#run(container, execution)
    } catch (error) {
      if (execution.signal.aborted) return { kind: "canceled", forced: false }
      if (error instanceof FailureError || error instanceof EngineError) {
        return { kind: "not-started", message: whyOf(error) }
      }
      throw error
    } finally {
      await container?.remove()
    }
  }

  async settle(): Promise<void> {}

  async #run(container: Container, execution: Execution): Promise<ExecutionOutcome> {
    const printed = print(await container.attach(), execution)
    // Looked at only once it has started.
    printed.catch(() => {})
    using interruption = interruptionOf(execution)
    const { exited } = await container.start()
    const first = await Promise.race([exited, interruption.happened, printed.then(() => exited)])
    if (typeof first === "number") {
      await printed
      if (first !== 0 && (await container.wasOutOfMemory())) return { kind: "out-of-memory", limit: this.#work.memory }
      await this.#work.collect(container)
      return { kind: "exited", code: first }
    }
    const { forced } = await container.stop(exited, TERMINATE, execution.grace)
    await printed
    return first === "canceled" ? { kind: "canceled", forced } : { kind: "timed-out" }
  }
}

async function print(stream: Readable, { onOutput }: Execution): Promise<void> {
  for await (const chunk of outputOf(stream)) await onOutput(chunk)
}
