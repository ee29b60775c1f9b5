import { randomBytes } from "node:crypto"
import { setTimeout as delay } from "node:timers/promises"
import { z } from "zod"
import { type SidecarAddress, sidecarKind } from "../../core/plan/sidecar-kind.ts"
import { failure } from "../../core/shared/failure.ts"
import { FailureError } from "../../core/shared/result.ts"
import type { SidecarOptions, SidecarStart, Sidecars } from "../../ports/containers.ts"
import { Container } from "./container.ts"
import type { EngineClient } from "./engine-client.ts"
import { ensureImage } from "./engine-images.ts"
import { OWNER_LABEL } from "./labels.ts"
import { Network } from "./network.ts"
import { exposedPort, sidecarContainer } from "./sidecar-settings.ts"

/** Milliseconds between looks at whether they are healthy. */
const POLL = 100

const stateSchema = z.object({
  State: z.object({ Running: z.boolean(), Health: z.object({ Status: z.string() }).optional() }),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullable()),
  }),
})

interface StartedSidecar {
  readonly sidecar: SidecarStart
  readonly container: Container
  readonly port: number
  readonly env: Readonly<Record<string, string>>
}

/** Starts sidecars and awaits their health. Throws a {@link FailureError}, with nothing left of them, where one fails. */
export async function startSidecars(
  client: EngineClient,
  sidecars: readonly SidecarStart[],
  options: SidecarOptions,
): Promise<Sidecars> {
  const name = `slipway-${options.owner}-${randomBytes(4).toString("hex")}`
  const labels = { [OWNER_LABEL]: options.owner }
  const network = await Network.create(client, { name, labels, isInternal: options.reachedBy === "containers" })
  const started: StartedSidecar[] = []
  const stop = async () => {
    await Promise.all(started.map(({ container }) => container.remove()))
    await network.remove()
  }
  try {
    for (const sidecar of sidecars) started.push(await create(client, sidecar, name, options))
    await Promise.all(started.map(({ container }) => container.start()))
    const deadline = performance.now() + options.patience
    const addresses = await Promise.all(started.map((one) => addressOnceHealthy(client, one, options, deadline)))
    return { network: options.reachedBy === "containers" ? name : null, addresses, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function create(
  client: EngineClient,
  sidecar: SidecarStart,
  network: string,
  options: SidecarOptions,
): Promise<StartedSidecar> {
  const image = await ensureImage(client, sidecar.reference, options)
  const kind = sidecarKind(sidecar.image)
  const port = sidecar.port ?? exposedPort(image) ?? kind?.port
  if (port === undefined) {
    const message = `service ${sidecar.name}: image ${sidecar.image} does not say which port it listens on`
    throw new FailureError(failure("sidecar-unhealthy", message, { hint: "give it a `port`" }))
  }
  const env = { ...kind?.env, ...sidecar.env }
  const settings = sidecarContainer(sidecar, { network, port, env }, image, options)
  return { sidecar, container: await Container.create(client, settings), port, env }
}

async function addressOnceHealthy(
  client: EngineClient,
  { sidecar, container, port, env }: StartedSidecar,
  { reachedBy, signal, patience, log }: SidecarOptions,
  deadline: number,
): Promise<SidecarAddress> {
  const { name, image } = sidecar
  for (;;) {
    const { State, NetworkSettings } = await client.get(stateSchema, `/containers/${container.id}/json`)
    if (State.Health?.Status === "healthy") {
      if (reachedBy === "containers") return { name, image, env, host: name, port }
      const published = NetworkSettings.Ports[`${port}/tcp`]?.[0]?.HostPort
      return { name, image, env, host: "127.0.0.1", port: Number(published) }
    }
    const why = State.Running ? `is not healthy after ${patience / 1000} s` : "has ended"
    if (!State.Running || performance.now() > deadline) {
      const lines = await container.lastLines()
      for (const line of lines) log(`${name}: ${line}`)
      const hint = "what it wrote last is in the job's output; `health` says how to look at it"
      throw new FailureError(failure("sidecar-unhealthy", `service ${name} ${why}`, { hint, log: lines }))
    }
    await delay(POLL, undefined, { signal })
  }
}
