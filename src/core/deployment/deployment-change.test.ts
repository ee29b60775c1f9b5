import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { digestOf } from "../shared/digest.ts"
import { type DeployedPair, deploymentChange } from "./deployment-change.ts"

type Services = Readonly<Record<string, { readonly image: string; readonly needs?: readonly string[]; port?: number }>>

function pair(
  services: Services,
  variables: Readonly<Record<string, string>> = {},
  mocks?: string[],
  secrets: Readonly<Record<string, string>> = {},
): DeployedPair {
  const released = Object.entries(services).map(([name, { image, needs = [], port = 80 }]) => {
    return [name, { image: digestOf(image), run: { port, health: "/", needs, public: false } }] as const
  })
  const manifest = { kind: "slipway.release/v1", project: "shop", schema: null } as const
  return {
    manifest: { ...manifest, services: Object.fromEntries(released) },
    revision: {
      variables,
      secrets,
      target: { name: "here", kind: "process" },
      strategy: { kind: "rolling" },
      ...(mocks && { mocks }),
    },
  }
}

function changes(before: DeployedPair | null, after: DeployedPair): Record<string, string> {
  return Object.fromEntries(deploymentChange(before, after).services.map(({ service, change }) => [service, change]))
}

describe("what a deployment would change", () => {
  const web = { image: "web 1" }

  it("is everything where nothing runs, in the order of starting", () => {
    const change = deploymentChange(null, pair({ api: { image: "api", needs: ["web"] }, web }, { LEVEL: "info" }))
    assert.deepEqual(change, {
      services: [
        { service: "web", change: "added", from: null, to: digestOf("web 1"), isMocked: false },
        { service: "api", change: "added", from: null, to: digestOf("api"), isMocked: false },
      ],
      variables: [{ name: "LEVEL", from: null, to: "info" }],
      secrets: [],
    })
  })

  it("tells other images from others ways of running the same one", () => {
    const before = pair({ a: web, b: web, c: web, d: web, e: web })
    const after = pair({ a: web, b: { image: "web 2" }, c: { ...web, port: 81 }, e: web, f: web }, {}, ["e"])
    const expected = { a: "unchanged", b: "image", c: "run", d: "removed", e: "run", f: "added" }
    assert.deepEqual(changes(before, after), expected)
    assert.equal(deploymentChange(before, after).services.at(-1)?.service, "d", "what ends comes last")
    assert.deepEqual(changes(after, after), {
      a: "unchanged",
      b: "unchanged",
      c: "unchanged",
      e: "unchanged",
      f: "unchanged",
    })
  })

  it("names secrets that come, go or get another value", () => {
    const before = pair({ web }, {}, undefined, { SAME: "v1", OTHER: "v1", GONE: "v1" })
    const after = pair({ web }, {}, undefined, { SAME: "v1", OTHER: "v2", NEW: "v1" })
    assert.deepEqual(deploymentChange(before, after).secrets, [
      { name: "GONE", change: "removed" },
      { name: "NEW", change: "added" },
      { name: "OTHER", change: "changed" },
    ])
  })

  it("names variables that come, go or become others", () => {
    const before = pair({ web }, { SAME: "1", OTHER: "1", GONE: "1", constructor: "1" })
    const after = pair({ web }, { SAME: "1", OTHER: "2", NEW: "" })
    assert.deepEqual(deploymentChange(before, after).variables, [
      { name: "GONE", from: "1", to: null },
      { name: "NEW", from: null, to: "" },
      { name: "OTHER", from: "1", to: "2" },
      { name: "constructor", from: "1", to: null },
    ])
  })
})
