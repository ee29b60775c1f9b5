import { createHash } from "node:crypto"
import { once } from "node:events"
import { createServer } from "node:http"
import { gzipSync } from "node:zlib"
import { pack } from "tar-stream"

/** A package as a registry holds it; `files` without package.json. */
export interface PublishedPackage {
  readonly name: string
  readonly version: string
  /** The rest of its package.json. */
  readonly manifest?: Readonly<Record<string, unknown>>
  readonly files?: Readonly<Record<string, string>>
}

/** A server of packages for npm, in place of the public registry. */
export interface NpmRegistry extends AsyncDisposable {
  readonly url: string
  /** What a lock file says about a package of this registry, in a version or the first: `version`, `resolved`, `integrity`. */
  locked(name: string, version?: string): Readonly<Record<string, unknown>>
  /** Names of the packages that were fetched until now. */
  readonly fetched: readonly string[]
}

export async function startNpmRegistry(packages: readonly PublishedPackage[]): Promise<NpmRegistry> {
  const archives = new Map<string, { locked: Record<string, unknown>; name: string; bytes: Buffer }>()
  for (const { name, version, manifest = {}, files = {} } of packages) {
    const bytes = await tarball({ "package.json": JSON.stringify({ name, version, ...manifest }), ...files })
    const path = `/${name}/-/${name.split("/").at(-1)}-${version}.tgz`
    const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`
    // npm asks its own registry for what a lock file has from the public one (docs.npmjs.com, replace-registry-host).
    const locked = { version, resolved: `https://registry.npmjs.org${path}`, integrity, ...manifest }
    archives.set(path, { locked, name, bytes })
  }
  const fetched: string[] = []
  const server = createServer((request, response) => {
    const found = archives.get(decodeURIComponent(request.url ?? ""))
    if (found) fetched.push(found.name)
    response.writeHead(found ? 200 : 404).end(found?.bytes)
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`,
    fetched,
    locked(name, version) {
      const found = [...archives.values()].find(
        ({ locked, ...archive }) => archive.name === name && (version ?? locked.version) === locked.version,
      )
      if (!found) throw new Error(`the registry has no ${name}`)
      return found.locked
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await once(server.close(), "close")
    },
  }
}

async function tarball(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = pack()
  for (const [name, content] of Object.entries(files)) archive.entry({ name: `package/${name}` }, content)
  archive.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(chunk)
  return gzipSync(Buffer.concat(chunks))
}
