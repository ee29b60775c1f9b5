import { posix, relative, sep } from "node:path"
import type { ContainerPlace } from "../../ports/containers.ts"
import type { Execution } from "../../ports/executor.ts"
import { wrapped } from "./command-wrapper.ts"
import type { ContainerUser } from "./container-user.ts"
import { HOME } from "./folder-archive.ts"
import { OWNER_LABEL } from "./labels.ts"
import { limitsOf } from "./limits.ts"

/** Where commands see the checkout: the same everywhere, so that no result depends on a path. */
const WORKSPACE = "/workspace"

/** A new container for a command, in the words of the Docker Engine API (ContainerCreate). */
export function jobContainer(place: ContainerPlace, execution: Execution, user: ContainerUser) {
  const [program, ...args] = wrapped(execution.command)
  return {
    Image: place.image,
    Entrypoint: [program],
    Cmd: args,
    Env: Object.entries({ HOME, ...execution.env }).map(([name, value]) => `${name}=${value}`),
    User: `${user.uid}:${user.gid}`,
    WorkingDir: posix.join(WORKSPACE, ...relative(place.checkout, execution.directory).split(sep)),
    Hostname: "slipway",
    Labels: { [OWNER_LABEL]: execution.owner },
    AttachStdout: true,
    AttachStderr: true,
    Healthcheck: { Test: ["NONE"] },
    HostConfig: {
      Mounts: [{ Type: "bind", Source: place.checkout, Target: WORKSPACE }],
      NetworkMode: place.sidecars ?? (place.network ? "bridge" : "none"),
      Init: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      LogConfig: { Type: "none" },
      ...limitsOf(place),
    },
  }
}
