import { execFileSync } from "node:child_process"
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { TestContext } from "node:test"
import { valueFrom } from "../../../../test/support/assert-result.ts"
import { serviceSchema } from "../../../core/definition/schema/service-schema.ts"
import type { ApplicationLayer } from "../../../core/image/image-config.ts"
import { hexOf } from "../../../core/shared/digest.ts"
import type { Result } from "../../../core/shared/result.ts"
import type { CheckoutSource, ImageBuildRequest } from "../../../ports/image-builder.ts"
import type { PullImage } from "../../../ports/pull-image.ts"
import { DockerContainers } from "../../docker/docker-containers.ts"
import { OciLayout } from "../../oci/oci-layout.ts"
import { buildNodeImage, type NodeImage } from "../build-node-image.ts"

export interface BuildOptions
  extends Partial<Pick<CheckoutSource, "files" | "outputs"> & Pick<ImageBuildRequest, "signal">> {
  readonly directory?: string
  /** More of the service's `image:`. */
  readonly image?: Readonly<Record<string, unknown>>
  readonly checkout?: string
  /** Where notes on dependency layers lie; another one means that npm runs again. */
  readonly cache?: string
  readonly npmRegistry?: string
  readonly port?: number
  readonly pullImage?: PullImage
  /** Engine for containers, as DOCKER_HOST names it. */
  readonly engine?: string
}

/** A checkout, an image layout and a cache, all in a folder that goes with the test. */
export class ImageRig {
  readonly base: string
  readonly checkout: string
  readonly registry: OciLayout
  readonly log: string[] = []

  constructor(t: TestContext, files: Readonly<Record<string, string>> = {}) {
    this.base = mkdtempSync(join(tmpdir(), "slipway-image-"))
    this.checkout = join(this.base, "checkout")
    this.registry = new OciLayout(join(this.base, "images"))
    mkdirSync(this.checkout)
    this.write(files)
    // npm would wait for minutes before it says that something is not what it should be.
    this.write({ ".npmrc": "fetch-retries=0\n" }, join(this.base, "home"))
    t.after(() => rmSync(this.base, { recursive: true, force: true }))
  }

  write(files: Readonly<Record<string, string | Buffer>>, below = this.checkout): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(below, path)), { recursive: true })
      writeFileSync(join(below, path), content)
    }
  }

  mode(path: string, mode: number): void {
    chmodSync(join(this.checkout, path), mode)
  }

  /** Builds the image of a service in the checkout's top folder, or another. */
  build(options: BuildOptions = {}): Promise<Result<NodeImage>> {
    const { directory = ".", image = {}, cache = "cache", npmRegistry = "http://127.0.0.1:9/", port = 3000 } = options
    const definition = serviceSchema.parse({ directory, image: { builder: "node", ...image }, run: { port } })
    const environment = {
      PATH: process.env.PATH,
      HOME: join(this.base, "home"),
      npm_config_cache: join(this.base, "npm"),
      npm_config_registry: npmRegistry,
    }
    const { registry } = this
    const containers = new DockerContainers({ DOCKER_HOST: options.engine ?? "unix:///nowhere/docker.sock" }, registry)
    const { pullImage = null } = options
    const tools = { registry, containers, pullImage, cacheFolder: join(this.base, cache), environment }
    return buildNodeImage(tools, {
      source: {
        kind: "checkout",
        folder: options.checkout ?? this.checkout,
        files: options.files ?? null,
        outputs: options.outputs ?? [],
      },
      service: "shop",
      definition,
      secrets: {},
      owner: `test-${process.pid}`,
      log: (line) => {
        this.log.push(line)
      },
      signal: options.signal ?? new AbortController().signal,
    })
  }

  async digest(options: BuildOptions = {}): Promise<string> {
    return valueFrom(await this.build(options)).digest
  }

  /** What GNU tar makes of one of its layers: content by path, links as `-> target`, folders as `/`. */
  contents(image: NodeImage, kind: ApplicationLayer = "source"): Readonly<Record<string, string>> {
    const folder = mkdtempSync(join(this.base, "layer-"))
    execFileSync("tar", ["--extract", "--gzip", "--file", this.blob(image, kind), "--directory", folder])
    const found = execFileSync("find", [folder, "-mindepth", "1", "-printf", "%P\\0"], { encoding: "utf8" })
      .split("\0")
      .slice(0, -1)
      .sort()
    return Object.fromEntries(found.map((path) => [path, described(join(folder, path))]))
  }

  /** Paths of the files and links in one of its layers, sorted. */
  paths(image: NodeImage, kind: ApplicationLayer = "source"): readonly string[] {
    return Object.entries(this.contents(image, kind)).flatMap(([path, what]) => (what === "/" ? [] : [path]))
  }

  /** The file that a layer is stored as. */
  blob(image: NodeImage, kind: ApplicationLayer = "source"): string {
    const layer = image.layers.find((one) => one.kind === kind)
    if (!layer) throw new Error(`the image has no layer of ${kind}`)
    return join(this.registry.folder, "blobs", "sha256", hexOf(layer.descriptor.digest))
  }
}

function described(path: string): string {
  const found = lstatSync(path)
  if (found.isDirectory()) return "/"
  if (found.isSymbolicLink()) return `-> ${readlinkSync(path)}`
  return found.mode & 0o100 ? "executable" : "file"
}
