import type { ContainerPlace } from "../../ports/containers.ts"
import { Container } from "./container.ts"
import { jobContainer } from "./container-settings.ts"
import { giveFolder } from "./container-user.ts"
import type { ContainerWork } from "./container-work.ts"
import type { EngineClient } from "./engine-client.ts"
import { ensureImage } from "./engine-images.ts"

/** Work on the checkout itself, which is mounted: what the command makes is there at once. */
export function checkoutWork(client: EngineClient, place: ContainerPlace): ContainerWork {
  return {
    memory: place.memory,
    async create(execution, user) {
      const { onOutput, signal } = execution
      let printed = Promise.resolve()
      const log = (line: string) => {
        printed = printed.then(() => onOutput(Buffer.from(`${line}\n`)))
      }
      await ensureImage(client, place.image, { log, signal })
      await printed
      await giveFolder(place.checkout, user)
      return Container.create(client, jobContainer(place, execution, user))
    },
    async prepare(container) {
      if (place.sidecars !== null && place.network) await container.connect("bridge")
    },
    async collect() {},
  }
}
