import type { SidecarOptions, SidecarStart } from "../../ports/containers.ts"
import type { InspectedImage } from "./engine-images.ts"
import { OWNER_LABEL } from "./labels.ts"
import { limitsOf } from "./limits.ts"

/** Nanoseconds between looks at its health. */
const INTERVAL = 500_000_000
/** Slipway decides when it has waited long enough, not the engine. */
const UNLIMITED = 1_000_000

export interface SidecarPlace {
  readonly network: string
  readonly port: number
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>
}

/** The first port over TCP that an image exposes. */
export function exposedPort({ Config }: Pick<InspectedImage, "Config">): number | undefined {
  const ports = Object.keys(Config?.ExposedPorts ?? {}).filter((port) => port.endsWith("/tcp"))
  return ports.map((port) => Number.parseInt(port, 10)).sort((a, b) => a - b)[0]
}

/** A new container for a sidecar, in the words of the Docker Engine API (ContainerCreate). */
export function sidecarContainer(
  sidecar: SidecarStart,
  place: SidecarPlace,
  image: Pick<InspectedImage, "Config">,
  { owner, reachedBy }: Pick<SidecarOptions, "owner" | "reachedBy">,
) {
  const port = `${place.port}/tcp`
  const published = { PortBindings: { [port]: [{ HostIp: "127.0.0.1", HostPort: "" }] } }
  return {
    Image: sidecar.reference,
    Env: Object.entries(place.env).map(([name, value]) => `${name}=${value}`),
    ExposedPorts: { [port]: {} },
    Labels: { [OWNER_LABEL]: owner },
    Healthcheck: { Test: healthTest(sidecar, place.port, image), Interval: INTERVAL, Retries: UNLIMITED },
    HostConfig: {
      NetworkMode: place.network,
      Init: true,
      SecurityOpt: ["no-new-privileges"],
      LogConfig: { Type: "json-file", Config: { "max-size": "1m" } },
      ...limitsOf(sidecar),
      ...(reachedBy === "processes" && published),
    },
    NetworkingConfig: { EndpointsConfig: { [place.network]: { Aliases: [sidecar.name] } } },
  }
}

/** Its own command, else what the image brings (the engine takes nothing for that), else a look at its port. */
function healthTest(sidecar: SidecarStart, port: number, { Config }: Pick<InspectedImage, "Config">): string[] {
  if (sidecar.health !== null) return ["CMD-SHELL", sidecar.health]
  return Config?.Healthcheck ? [] : ["CMD-SHELL", listensOn(port)]
}

/**
 * Exits with 0 if something listens on the port: state 0A of /proc/net/tcp (proc_pid_net(5)). Needs nothing but a shell
 * in the image; a connection from outside would prove less, since the engine itself accepts those.
 */
function listensOn(port: number): string {
  const hex = port.toString(16).toUpperCase().padStart(4, "0")
  const looks = `while read -r _ local _ state _; do case "$local $state" in *":${hex} 0A") exit 0;; esac; done`
  return [
    ...["tcp", "tcp6"].map((file) => `[ ! -r /proc/net/${file} ] || ${looks} < /proc/net/${file}`),
    "exit 1",
  ].join("; ")
}
