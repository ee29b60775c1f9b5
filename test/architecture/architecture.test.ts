import assert from "node:assert/strict"
import { join } from "node:path"
import { describe, it } from "node:test"
import { createVirtualFileSystem } from "typescript/unstable/fs"
import { findBreaches } from "./find-breaches.ts"
import { readModules } from "./read-modules.ts"

const root = join(import.meta.dirname, "..", "..")

describe("the architecture", () => {
  it("holds: imports go only where docs/architecture.md says", () => {
    const modules = readModules(root)
    assert.ok(modules.length > 200, `only ${modules.length} files were read`)
    assert.deepEqual(findBreaches(modules), [])
  })

  const cases: readonly [what: string, files: Readonly<Record<string, string>>, breach: string | undefined][] = [
    ["core uses core", { "core/plan/a.ts": 'import "../shared/b.ts"' }, undefined],
    [
      "core imports an adapter",
      { "core/plan/a.ts": 'import type { B } from "../../adapters/git/b.ts"' },
      "core may import itself",
    ],
    ["core reads a file", { "core/plan/a.ts": 'import { readFile } from "node:fs/promises"' }, "core does no I/O"],
    [
      "core makes randomness",
      { "core/plan/a.ts": 'import { createHash, randomUUID } from "node:crypto"' },
      "core may use createHash",
    ],
    ["core looks at the clock", { "core/plan/a.ts": "export const a = () => Date.now()" }, "uses Date.now"],
    ["core looks at the date", { "core/plan/a.ts": "export const a = () => new Date()" }, "uses new Date"],
    ["core takes a date apart", { "core/plan/a.ts": "export const a = (at: number) => new Date(at)" }, undefined],
    ["core reads the environment", { "core/plan/a.ts": "export const a = process.env.A" }, "uses process"],
    [
      "core turns against its order",
      { "core/shared/a.ts": 'import "../plan/b.ts"' },
      "core/shared comes before core/plan",
    ],
    ["a port knows a use case", { "ports/a.ts": 'import "../app/b.ts"' }, "ports may import itself, core"],
    [
      "a use case loads an adapter later",
      { "app/a.ts": 'export const a = () => import("../adapters/git/b.ts")' },
      "app may import itself, core, ports",
    ],
    ["a use case uses a database", { "app/a.ts": 'import pg from "pg"' }, "app does no I/O"],
    ["an adapter knows another", { "adapters/git/a.ts": 'import "../oci/b.ts"' }, "adapters do not know each other"],
    ["a database builds on the shared store", { "adapters/sqlite/a.ts": 'import "../sql/b.ts"' }, undefined],
    [
      "archives are read in one place",
      { "adapters/oci/a.ts": 'import { extract, pack } from "tar-stream"' },
      "archives are read by adapters/tar",
    ],
    ["archives are written anywhere", { "adapters/oci/a.ts": 'import { pack } from "tar-stream"' }, undefined],
    ["a face knows the other face", { "server/a.ts": 'export { b } from "../cli/b.ts"' }, "server may import"],
    ["the composition knows adapters", { "compose-run.ts": 'import "./adapters/git/b.ts"' }, undefined],
    ["the product uses a test's part", { "app/a.ts": 'import "../app/testing/b.ts"' }, "it is there for tests alone"],
    ["a test may use it", { "app/a.test.ts": 'import "../app/testing/b.ts"' }, undefined],
    [
      "files import each other",
      { "app/a.ts": 'import type { B } from "./b.ts"', "app/b.ts": 'import "./a.ts"' },
      "in a ring",
    ],
  ]
  for (const [what, files, breach] of cases) {
    it(`${breach === undefined ? "allows" : "forbids"}: ${what}`, () => {
      const sources = Object.entries(files).map(([path, text]) => [`/fixture/src/${path}`, text])
      const tsconfig = ["/fixture/tsconfig.json", '{ "include": ["src"], "compilerOptions": { "noLib": true } }']
      const fs = createVirtualFileSystem(Object.fromEntries([tsconfig, ...sources]))
      const breaches = findBreaches(readModules("/fixture", { fs }))
      if (breach === undefined) assert.deepEqual(breaches, [])
      else assert.ok(breaches.length === 1 && breaches[0]?.includes(breach), JSON.stringify(breaches))
    })
  }
})
