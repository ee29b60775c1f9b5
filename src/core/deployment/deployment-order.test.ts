import assert from "node:assert/strict"
import { test } from "node:test"
import type { ReleasedService } from "../release/release-manifest.ts"
import { deploymentOrder } from "./deployment-order.ts"

const service = (...needs: string[]): ReleasedService => ({
  image: `sha256:${"0".repeat(64)}`,
  run: { port: 80, health: "/", needs, public: false },
})

const cases: [name: string, services: Record<string, ReleasedService>, order: string[]][] = [
  ["by name where nothing is needed", { b: service(), a: service() }, ["a", "b"]],
  ["what is needed first", { a: service("b"), b: service("c"), c: service() }, ["c", "b", "a"]],
  ["resources are left out", { a: service("database") }, ["a"]],
  ["each once", { a: service("c"), b: service("c"), c: service() }, ["c", "a", "b"]],
]
for (const [name, services, order] of cases) {
  test(name, () => assert.deepEqual(deploymentOrder({ services }), order))
}
