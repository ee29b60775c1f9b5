import type { Readable } from "node:stream"
import { FailureError } from "../../core/shared/result.ts"
import type { ContainerPlace } from "../../ports/containers.ts"
import type { Execution, ExecutionOutcome, Executor } from "../../ports/executor.ts"
import { TERMINATE } from "./command-wrapper.ts"
import { Container } from "./container.ts"
import { jobContainer } from "./container-settings.ts"
import { containerUser, giveFolder } from "./container-user.ts"
import type { EngineClient } from "./engine-client.ts"
import { EngineError, whyOf } from "./engine-error.ts"
import { ensureImage } from "./engine-images.ts"
import { homeArchive } from "./home-archive.ts"
import { interruptionOf } from "./interruption.ts"
import { outputOf } from "./output-frames.ts"

/** Runs each command with `/bin/sh` in a new container, which is gone, with all that runs in it, when it has ended. */
export class DockerExecutor implements Executor {
  readonly name = "docker"
  readonly #client: EngineClient
  readonly #place: ContainerPlace

  constructor(client: EngineClient, place: ContainerPlace) {
    this.#client = client
    this.#place = place
  }

  async execute(execution: Execution): Promise<ExecutionOutcome> {
    if (execution.signal.aborted) return { kind: "canceled", forced: false }
    let container: Container | undefined
    try {
      container = await this.#create(execution)
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

  async #create(execution: Execution): Promise<Container> {
    const { onOutput, signal } = execution
    let printed = Promise.resolve()
    const log = (line: string) => {
      printed = printed.then(() => onOutput(Buffer.from(`${line}\n`)))
    }
    await ensureImage(this.#client, this.#place.image, { log, signal })
    await printed
    const user = containerUser(await this.#client.facts())
    await giveFolder(this.#place.checkout, user)
    return Container.create(this.#client, jobContainer(this.#place, execution, user))
  }

  async #run(container: Container, execution: Execution): Promise<ExecutionOutcome> {
    if (!(await container.has("/bin/sh"))) return { kind: "not-started", message: "its image has no /bin/sh" }
    if (this.#place.sidecars !== null && this.#place.network) await container.connect("bridge")
    await container.put(await homeArchive(containerUser(await this.#client.facts())))
    const printed = print(await container.attach(), execution)
    // Looked at only once it has started.
    printed.catch(() => {})
    using interruption = interruptionOf(execution)
    const { exited } = await container.start()
    const first = await Promise.race([exited, interruption.happened, printed.then(() => exited)])
    if (typeof first === "number") {
      await printed
      if (first !== 0 && (await container.wasOutOfMemory())) return { kind: "out-of-memory", limit: this.#place.memory }
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
