import { join } from "node:path"
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts"
import type { PublishRequest } from "../../../ports/image-publisher.ts"
import { OciLayout } from "../../oci/oci-layout.ts"
import type { Credentials } from "../credentials.ts"
import { HttpExchange, type HttpSender } from "../http-exchange.ts"
import { RegistryClient } from "../registry-client.ts"
import { RegistryPublisher } from "../registry-publisher.ts"
import { type RetryPolicy, usualRetries } from "../retry.ts"

/** Retries that wait for nothing, and write down for how long they would have. */
export function noted(waits: number[]): RetryPolicy {
  return {
    ...usualRetries,
    random: () => 1,
    pause: async (milliseconds) => {
      waits.push(milliseconds)
    },
  }
}

/** A client of a registry, and what it would have waited for. */
export interface TestClient extends Disposable {
  readonly client: RegistryClient
  readonly waits: readonly number[]
}

export interface TestClientOptions {
  readonly credentials?: Credentials | null
  readonly tokens?: string | null
  readonly silence?: number
  readonly http?: HttpSender
  readonly now?: () => number
}

export function openClient(host: string, options: TestClientOptions = {}): TestClient {
  const { credentials = null, tokens = null, silence = 20_000, now = Date.now } = options
  const waits: number[] = []
  const http = new HttpExchange({ silence, env: {} })
  const client = new RegistryClient({
    ...{ host, tokens, now, tls: null, http: options.http ?? http, retries: noted(waits) },
    credentials: async () => credentials,
  })
  return { client, waits, [Symbol.dispose]: () => http.close() }
}

/** An image layout in a folder of its own, and what publishes from it. */
export interface TestPublisher extends AsyncDisposable {
  readonly layout: OciLayout
  readonly publisher: RegistryPublisher
  readonly waits: readonly number[]
  publish(
    request: Pick<PublishRequest, "image" | "tag"> & Partial<PublishRequest>,
  ): ReturnType<RegistryPublisher["publish"]>
}

/** Publishes `web` and `api` to `<host>/shop/`. */
export async function openPublisher(host: string, options: TestClientOptions = {}): Promise<TestPublisher> {
  const folder = await temporaryFolder()
  const { client, waits, [Symbol.dispose]: close } = openClient(host, options)
  const layout = new OciLayout(join(folder.path, "images"))
  const publisher = new RegistryPublisher({ client, prefix: "shop", from: layout, services: ["api", "web"] })
  const usual = { service: "web", moves: false, beside: [], signal: new AbortController().signal }
  return {
    layout,
    publisher,
    waits,
    publish: (request) => publisher.publish({ ...usual, ...request }),
    async [Symbol.asyncDispose]() {
      close()
      await folder[Symbol.asyncDispose]()
    },
  }
}
