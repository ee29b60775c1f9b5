import { after, before, describe } from "node:test"
import { imageRegistryContract } from "../../../test/contracts/image-registry-contract.ts"
import { skipWithout } from "../../../test/support/component.ts"
import {
  dockerRegistry,
  PUSHER,
  startDockerRegistry,
  type TestRegistry,
} from "../../../test/support/docker-registry.ts"
import { startMeddlingProxy } from "../../../test/support/meddling-proxy.ts"
import { HttpExchange } from "./http-exchange.ts"
import { OciRepository } from "./oci-repository.ts"
import { RegistryClient } from "./registry-client.ts"
import { RemoteRepository } from "./remote-repository.ts"
import { usualRetries } from "./retry.ts"

const skip = skipWithout("docker-registry", dockerRegistry)

for (const auth of [false, true]) {
  describe(auth ? "with a password" : "for everybody", { skip }, () => {
    let running: TestRegistry
    let repositories = 0
    before(async () => {
      running = await startDockerRegistry({ auth })
    })
    after(() => running[Symbol.asyncDispose]())

    imageRegistryContract("image registry in a repository of docker-registry", async () => {
      const proxy = await startMeddlingProxy(() => running.host)
      const http = new HttpExchange({ silence: 20_000, env: {} })
      const client = new RegistryClient({
        ...{ host: proxy.host, tls: null, tokens: null, http, retries: usualRetries, now: Date.now },
        credentials: async () => (auth ? { kind: "password", ...PUSHER } : null),
      })
      const repository = `contract/number-${++repositories}/web`
      return {
        registry: new OciRepository(new RemoteRepository(client, { host: proxy.host, repository }), "web"),
        damage: async (digest, bytes) => proxy.lie(digest, bytes),
        async [Symbol.asyncDispose]() {
          http.close()
          await proxy[Symbol.asyncDispose]()
        },
      }
    })
  })
}
