import { randomBytes } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import type { IncomingMessage, ServerResponse } from "node:http"
import { extname, join, relative, sep } from "node:path"
import { promisify } from "node:util"
import { gzip } from "node:zlib"

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
}

/** Stands in the built page where every answer puts a nonce of its own. */
const NONCE = "SLIPWAY_NONCE"

const NOT_BUILT = "Slipway's pages are not built yet. In Slipway's folder: make setup\n"

interface WebFile {
  readonly plain: Buffer
  readonly gzipped: Buffer
}

/**
 * The pages of the web UI, from the folder of their build. Only what was there at the first request is served, by its name
 * in a table: no path of a request reaches the disk.
 */
export class WebFiles {
  readonly #folder: string
  #files: Promise<ReadonlyMap<string, WebFile>> | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SAFE)) response.setHeader(name, value)
    if (request.method !== "GET" && request.method !== "HEAD") return end(response, 405, "Only GET is answered here.\n")
    this.#files ??= readAll(this.#folder)
    const files = await this.#files
    const path = (request.url ?? "/").split("?")[0] ?? "/"
    if (path.startsWith("/assets/")) {
      const file = files.get(path)
      return file ? sendAsset(request, response, { path, file }) : end(response, 404, "There is no such file here.\n")
    }
    const page = files.get("/index.html")
    if (page) return sendPage(response, page.plain)
    // A build that comes later is found without a restart.
    this.#files = undefined
    end(response, 503, NOT_BUILT)
  }
}

const SAFE = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
}

/** Nothing but the server's own files; style elements only by nonce, since the components make some. */
function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ")
}

function sendPage(response: ServerResponse, page: Buffer): void {
  const nonce = randomBytes(16).toString("base64url")
  response.setHeader("content-security-policy", contentPolicy(nonce))
  response.setHeader("cache-control", "no-store")
  response.setHeader("content-type", TYPES[".html"] ?? "")
  response.end(page.toString("utf8").replaceAll(NONCE, nonce))
}

/** Names of assets hold a hash of their content. */
function sendAsset(
  request: IncomingMessage,
  response: ServerResponse,
  { path, file }: { readonly path: string; readonly file: WebFile },
): void {
  const zipped = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""))
  response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream")
  response.setHeader("cache-control", "public, max-age=31536000, immutable")
  response.setHeader("vary", "accept-encoding")
  if (zipped) response.setHeader("content-encoding", "gzip")
  response.end(zipped ? file.gzipped : file.plain)
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(text)
}

async function readAll(folder: string): Promise<ReadonlyMap<string, WebFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  const read = files.map(async ({ parentPath, name }) => {
    const file = join(parentPath, name)
    const plain = await readFile(file)
    const path = `/${relative(folder, file).split(sep).join("/")}`
    return [path, { plain, gzipped: await promisify(gzip)(plain) }] as const
  })
  return new Map(await Promise.all(read))
}
