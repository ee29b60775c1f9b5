import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { describe, it } from "node:test"
import { exposedPort, sidecarContainer } from "./sidecar-settings.ts"

const sidecar = {
  ...{ name: "api", image: "api:1", reference: "sha256:1", port: null, env: {}, health: null, cpu: null, memory: null },
}
const place = { network: "slipway-run-1", port: 8080, env: { A: "1" } }
const options = { owner: "run-1", reachedBy: "processes" } as const
const healthOf = (health: string | null, Healthcheck?: unknown, port = 8080) =>
  sidecarContainer({ ...sidecar, health }, { ...place, port }, { Config: { Healthcheck } }, options).Healthcheck.Test

describe("a sidecar's container", () => {
  it("has what the definition gives it, and no more cpu and memory than that", () => {
    const limited = { ...sidecar, cpu: 0.5, memory: 1024 }
    const { HostConfig, Env } = sidecarContainer(limited, place, {}, options)
    assert.deepEqual(Env, ["A=1"])
    assert.deepEqual([HostConfig.NanoCpus, HostConfig.Memory, HostConfig.MemorySwap], [500_000_000, 1024, 1024])
  })

  it("is published on this machine alone, and only for processes", () => {
    const { HostConfig } = sidecarContainer(sidecar, place, {}, options)
    assert.deepEqual(HostConfig.PortBindings, { "8080/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }] })
    const beside = sidecarContainer(sidecar, place, {}, { ...options, reachedBy: "containers" })
    assert.equal(beside.HostConfig.PortBindings, undefined)
  })

  it("listens on the lowest port over TCP that its image exposes, unless told", () => {
    const cases: [Record<string, unknown> | null, number | undefined][] = [
      [{ "9000/tcp": {}, "53/udp": {}, "443/tcp": {} }, 443],
      [{ "53/udp": {} }, undefined],
      [null, undefined],
    ]
    for (const [ExposedPorts, port] of cases) assert.equal(exposedPort({ Config: { ExposedPorts } }), port)
  })

  it("is healthy by its own command, else by its image's, else by its port", async () => {
    assert.deepEqual(healthOf("curl localhost", { Test: ["CMD", "ready"] }), ["CMD-SHELL", "curl localhost"])
    assert.deepEqual(healthOf(null, { Test: ["CMD", "ready"] }), [])
    const server = createServer().listen(0, "127.0.0.1")
    await once(server, "listening")
    const { port } = server.address() as AddressInfo
    const command = healthOf(null, undefined, port).at(-1) ?? ""
    execFileSync("/bin/sh", ["-c", command])
    server.close()
    await once(server, "close")
    assert.equal(spawnSync("/bin/sh", ["-c", command]).status, 1)
  })
})
