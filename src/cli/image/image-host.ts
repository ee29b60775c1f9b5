import type { CollectedImages, Retention } from "../../app/images/collect-images.ts"
import type { CopyPorts } from "../../app/images/copy-between.ts"
import type { NamePorts } from "../../app/images/name-image.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { Result } from "../../core/shared/result.ts"
import type { ImageFolder } from "../../ports/image-folder.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { KnownSigners } from "../../ports/signer.ts"
import type { CliContext } from "../cli-context.ts"

/** An image in a container engine. */
export interface LoadedImage {
  /** The engine's own id of it. */
  readonly id: string
  /** What it is called there. */
  readonly tags: readonly string[]
}

/** What commands about images work with. Everything is opened only when it is asked for. */
export interface ImageHost {
  /** The images of the repository that holds the folder. Nothing is made by opening them. */
  readonly folder: (context: CliContext) => Promise<Result<ImageFolder>>
  /** Removes what nothing needs, as far as can be known here: the server that runs here is asked, or its store read. */
  readonly collect: (
    context: CliContext,
    options: Retention & { readonly dryRun: boolean },
  ) => Promise<Result<CollectedImages>>
  /** Whose signatures can be checked; `folder`: where their public keys are, null for those of the server here. */
  readonly signers: (context: CliContext, folder: string | null) => Promise<Result<KnownSigners>>
  /** Where images can be copied from and to. */
  readonly places: (context: CliContext) => Promise<Omit<CopyPorts, "own">>
  /** Names images where they are: in registries that this person may write to. */
  readonly nameRemote: (context: CliContext) => NamePorts["nameRemote"]
  /** Brings an image into the engine that DOCKER_HOST names, else this machine's. */
  readonly load: (
    context: CliContext,
    registry: ImageRegistry,
    image: { readonly digest: Digest; readonly names: readonly string[] },
  ) => Promise<Result<LoadedImage>>
}
