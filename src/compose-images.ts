import { workTreeOf } from "./adapters/git/work-tree-of.ts"
import { OciLayout } from "./adapters/oci/oci-layout.ts"
import type { ImageHost } from "./cli/image/image-host.ts"
import { ok } from "./core/shared/result.ts"
import { dataFoldersOf } from "./server-data.ts"

/** `slipway image` on this machine: the repository's own `.slipway/images`. */
export function composeImages(): ImageHost {
  return {
    folder: async ({ cwd }) => {
      const root = await workTreeOf(cwd)
      return root.ok ? ok(new OciLayout(dataFoldersOf(root.value).images)) : root
    },
  }
}
