import { BASE } from "../base-container.ts"
import type { CrossRule } from "./finding.ts"

/** Dependencies can only be installed in a container of the base where there is one. */
export const checkInstallContainers: CrossRule = function* ({ definition }) {
  for (const [service, { image }] of Object.entries(definition.services)) {
    if (image.builder !== "node" || image.container?.image !== BASE || image.base !== undefined) continue
    const message = "the image has no base that its dependencies could be installed in"
    const path = ["services", service, "image", "container"]
    const suggestion = "give 'image' a 'base', or name an image here"
    yield { code: "install-container-baseless", message, path, on: "key", suggestion }
  }
}
