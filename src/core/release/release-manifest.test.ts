import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { digestOf } from "../shared/digest.ts"
import { type ReleaseManifest, releaseDigest } from "./release-manifest.ts"

const run = { port: 80, health: "/", needs: ["api"], public: true }
const web = { image: digestOf("web"), run }
const api = { image: digestOf("api"), run: { ...run, needs: [], public: false } }
const manifest: ReleaseManifest = {
  kind: "slipway.release/v1",
  project: "shop",
  services: { web, api },
  schema: null,
}

const others: readonly (readonly [what: string, changed: ReleaseManifest])[] = [
  ["another image", { ...manifest, services: { web: { ...web, image: digestOf("web 2") }, api } }],
  [
    "images swapped",
    { ...manifest, services: { web: { ...web, image: api.image }, api: { ...api, image: web.image } } },
  ],
  ["another port", { ...manifest, services: { web: { ...web, run: { ...run, port: 81 } }, api } }],
  ["another health path", { ...manifest, services: { web: { ...web, run: { ...run, health: "/ok" } }, api } }],
  ["other needs", { ...manifest, services: { web: { ...web, run: { ...run, needs: [] } }, api } }],
  ["private instead of public", { ...manifest, services: { web: { ...web, run: { ...run, public: false } }, api } }],
  ["a service less", { ...manifest, services: { web } }],
  ["another name for a service", { ...manifest, services: { site: web, api } }],
  ["another schema", { ...manifest, schema: digestOf("schema") }],
  ["another project", { ...manifest, project: "shop-2" }],
]
describe("the digest of a release", () => {
  for (const [what, changed] of others) {
    it(`differs by ${what}`, () => assert.notEqual(releaseDigest(changed), releaseDigest(manifest)))
  }

  it("does not depend on the order in which it was written", () => {
    const { kind, project, schema } = manifest
    assert.equal(releaseDigest({ schema, services: { api, web }, project, kind }), releaseDigest(manifest))
  })

  it("is that of its canonical JSON, which other tools can recompute", () => {
    assert.equal(
      releaseDigest({ kind: "slipway.release/v1", project: "shop", services: {}, schema: null }),
      digestOf('{"kind":"slipway.release/v1","project":"shop","schema":null,"services":{}}'),
    )
  })
})
