import { existsSync } from "node:fs"
import { join } from "node:path"
import { engineUnavailable } from "./engine-error.ts"

/**
 * The socket of this machine's engine: DOCKER_HOST, or the first of the usual places. An engine elsewhere could not mount
 * a checkout, so DOCKER_HOST must name a socket.
 */
export function engineSocketOf(env: Readonly<Record<string, string | undefined>>): string {
  const { DOCKER_HOST: host, XDG_RUNTIME_DIR: runtime, HOME: home } = env
  if (host) {
    if (host.startsWith("unix://")) return host.slice("unix://".length)
    throw engineUnavailable(`DOCKER_HOST is ${host}: that engine cannot mount folders of this machine`, UNIX_ONLY)
  }
  const places = [
    "/var/run/docker.sock",
    ...(runtime ? [join(runtime, "docker.sock")] : []),
    ...(home ? [join(home, ".docker", "run", "docker.sock")] : []),
  ]
  return places.find((path) => existsSync(path)) ?? "/var/run/docker.sock"
}

const UNIX_ONLY = "set it to a socket: unix:///var/run/docker.sock"
