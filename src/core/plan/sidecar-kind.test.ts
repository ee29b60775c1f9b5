import assert from "node:assert/strict"
import { test } from "node:test"
import { sidecarKind, sidecarVariables } from "./sidecar-kind.ts"

const at = { host: "127.0.0.1", port: 4000 }

test("a job finds its sidecars by their names", () => {
  const postgres = { POSTGRES_USER: "shop owner", POSTGRES_PASSWORD: "a/b", POSTGRES_DB: "orders" }
  const variables = sidecarVariables([
    { name: "database", image: "registry.example.com:5000/base/postgres:18@sha256:00", env: postgres, ...at },
    { name: "cache", image: "redis:8", env: {}, host: "cache", port: 6379 },
    { name: "mail-box", image: "mailpit", env: {}, ...at },
  ])
  assert.deepEqual(variables, {
    DATABASE_URL: "postgres://shop%20owner:a%2Fb@127.0.0.1:4000/orders",
    DATABASE_HOST: "127.0.0.1",
    DATABASE_PORT: "4000",
    CACHE_URL: "redis://cache:6379",
    CACHE_HOST: "cache",
    CACHE_PORT: "6379",
    MAIL_BOX_URL: "http://127.0.0.1:4000",
    MAIL_BOX_HOST: "127.0.0.1",
    MAIL_BOX_PORT: "4000",
  })
})

test("kinds go by the name of the image, wherever it comes from", () => {
  const cases: [string, number | undefined][] = [
    ["postgres", 5432],
    ["localhost:5000/postgres", 5432],
    ["docker.io/library/redis:8.2", 6379],
    ["postgres-exporter:1", undefined],
    ["toString", undefined],
  ]
  for (const [image, port] of cases) assert.equal(sidecarKind(image)?.port, port, image)
})
