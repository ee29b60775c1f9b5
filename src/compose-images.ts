import { existsSync } from "node:fs"
import { resolve } from "node:path"
import type { CollectedImages, CollectOptions } from "./app/images/collect-images.ts"
import type { OpenRepository } from "./app/images/copy-between.ts"
import type { CliContext } from "./cli/cli-context.ts"
import type { ImageHost } from "./cli/image/image-host.ts"
import type { ImageReference } from "./core/shared/image-reference.ts"
import { ok, type Result } from "./core/shared/result.ts"
import type { ImageFolder } from "./ports/image-folder.ts"
import type { ServerClient } from "./ports/server-client.ts"
import { dataFoldersOf } from "./server-data.ts"

/** Repositories of registries are seen as those of a service, whatever they are called. */
const SERVICE = "image"

/** `slipway image` on this machine: the repository's own `.slipway/images`. */
export function composeImages(): ImageHost {
  return {
    folder: async ({ cwd }) => {
      const [root, layout] = await Promise.all([placeOf(cwd), layouts()])
      return root.ok ? ok(layout(dataFoldersOf(root.value).images)) : root
    },
    collect: (context, options) => collect(context, { ...options, now: context.now() }),
    signers: async ({ cwd }, folder) => {
      const { SignerFolder } = await import("./adapters/signing/signer-folder.ts")
      if (folder !== null) return ok(new SignerFolder(resolve(cwd, folder)))
      const root = await placeOf(cwd)
      return root.ok ? ok(new SignerFolder(dataFoldersOf(root.value).signers)) : root
    },
    places: async ({ cwd, env }) => {
      const [layout, { tarArchives }] = await Promise.all([
        layouts(),
        import("./adapters/image-archives/tar-archives.ts"),
      ])
      return {
        layout: (folder) => layout(resolve(cwd, folder)),
        archives: tarArchives,
        repository: (reference) => openRepository(reference, env),
      }
    },
    nameRemote:
      ({ env }) =>
      async (image, tag, { moves }) => {
        const { nameInRegistry } = await import("./adapters/oci-registry/name-in-registry.ts")
        return nameInRegistry(image, { tag, moves }, env)
      },
    load: async ({ env }, registry, image) =>
      (await import("./adapters/docker/load-tagged.ts")).loadTagged(env, registry, image),
  }
}

/** What reads layouts is loaded only for commands that do: naming in a registry needs none of it. */
async function layouts(): Promise<(folder: string) => ImageFolder> {
  const { OciLayout } = await import("./adapters/oci/oci-layout.ts")
  return (folder) => new OciLayout(folder)
}

async function placeOf(cwd: string): Promise<Result<string>> {
  const { workTreeOf } = await import("./adapters/git/work-tree-of.ts")
  return workTreeOf(cwd)
}

async function openRepository({ host, repository }: ImageReference, env: CliContext["env"]): Promise<OpenRepository> {
  const [{ openRegistry }, { OciRepository }, { RemoteRepository }] = await Promise.all([
    import("./adapters/oci-registry/open-registry.ts"),
    import("./adapters/oci-registry/oci-repository.ts"),
    import("./adapters/oci-registry/remote-repository.ts"),
  ])
  const registry = new OciRepository(new RemoteRepository(openRegistry({ host }, env), { host, repository }), SERVICE)
  return { registry, nameOf: (tag) => `${SERVICE}:${tag}` }
}

async function collect(context: CliContext, options: CollectOptions): Promise<Result<CollectedImages>> {
  const root = await placeOf(context.cwd)
  if (!root.ok) return root
  const { images, database } = dataFoldersOf(root.value)
  const { collectImages } = await import("./app/images/collect-images.ts")
  const folder = (await layouts())(images)
  if (!existsSync(database)) return collectImages(folder, async () => ({ roots: [], releases: [] }), options)
  const { openSqliteStore } = await import("./adapters/sqlite/open-sqlite-store.ts")
  const opened = await openSqliteStore(database)
  if (!opened.ok) return opened.failure.reason === "lock-held" ? askServer(await context.connect(), options) : opened
  const store = opened.value
  try {
    const { needsOfStore } = await import("./app/images/needs-of-store.ts")
    return await collectImages(folder, () => needsOfStore(store), options)
  } finally {
    await store.close()
  }
}

/** Only the server knows what its environments need. */
function askServer(server: ServerClient, { now: _, ...options }: CollectOptions): Promise<Result<CollectedImages>> {
  return server.call("POST", "/images/collect", options)
}
