import type { CollectedImages, Retention } from "../../app/images/collect-images.ts"
import type { Result } from "../../core/shared/result.ts"
import type { ImageFolder } from "../../ports/image-folder.ts"
import type { CliContext } from "../cli-context.ts"

/** What commands about images work with. Everything is opened only when it is asked for. */
export interface ImageHost {
  /** The images of the repository that holds the folder. Nothing is made by opening them. */
  readonly folder: (context: CliContext) => Promise<Result<ImageFolder>>
  /** Removes what nothing needs, as far as can be known here: the server that runs here is asked, or its store read. */
  readonly collect: (
    context: CliContext,
    options: Retention & { readonly dryRun: boolean },
  ) => Promise<Result<CollectedImages>>
}
