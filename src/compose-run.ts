import { userInfo } from "node:os"
import { join } from "node:path"
import { createCheckoutArtifacts } from "./adapters/artifacts/checkout-artifacts.ts"
import type { ScanFolderParts } from "./adapters/artifacts/scans/scan-folders.ts"
import { ProcessExecutor } from "./adapters/process/process-executor.ts"
import { LocalSetupStore } from "./adapters/setups/local-setup-store.ts"
import { openKeyFileSigner } from "./adapters/signing/key-file-signer.ts"
import { LocalRunFolders } from "./adapters/work-folders/local-run-folders.ts"
import type { CliContext } from "./cli/cli-context.ts"
import type { RunTools } from "./cli/run-host.ts"
import type { Basis } from "./compose-basis.ts"
import { composeImageBuilder } from "./compose-image-builder.ts"
import { localParts } from "./compose-local.ts"
import { configFolder } from "./config-folder.ts"
import { networkVariables } from "./core/run/network-variables.ts"
import { ok, type Result } from "./core/shared/result.ts"
import { spawnerFile } from "./spawner-file.ts"

/** What `slipway run` on this machine works with: this user's key, the repository's own `.slipway` folder. */
export async function openTools({ env, stderr }: CliContext, basis: Basis): Promise<Result<RunTools>> {
  const local = localParts(basis, env, (line) => void stderr.write(`slipway: ${line}\n`))
  const { folders, caches, registry, containers } = local
  const signer = await openKeyFileSigner(join(configFolder(env), "keys"), `laptop:${personName()}`)
  if (!signer.ok) return signer
  const workFolders = new LocalRunFolders(folders.work, folders.checkouts, (owner) => containers.removeOwned(owner))
  return ok({
    ...local,
    workFolders,
    executor: new ProcessExecutor({ spawner: spawnerFile() }),
    imageBuilder: composeImageBuilder(
      { registry, containers, cacheFolder: folders.imageCache, environment: env },
      folders.images,
    ),
    artifacts: createCheckoutArtifacts(),
    scans: {
      open: async (image) => {
        const [{ createScanFolders }, { layOutImage }] = await Promise.all([
          import("./adapters/artifacts/scans/scan-folders.ts"),
          import("./adapters/oci/lay-out-image.ts"),
        ])
        const layOut: ScanFolderParts["layOut"] = (...wanted) => layOutImage(registry, ...wanted)
        return createScanFolders({ registry, workFolders, layOut }).open(image)
      },
    },
    setups: new LocalSetupStore(caches.setups),
    publishers: async () => (await import("./adapters/oci-registry/open-publisher.ts")).publisherOpener(registry, env),
    evidence: { registry, signer: signer.value },
    secrets: (name) => env[name],
    setupEnvironment: networkVariables(env),
  })
}

/** As a signer may be called: lower case, no blanks. */
function personName(): string {
  return userInfo()
    .username.toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, "-")
}
