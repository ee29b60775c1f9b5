import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, type TestContext, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { type NpmRegistry, startNpmRegistry } from "../../../test/support/npm-registry.ts"
import { unpackImage } from "../oci/unpack-image.ts"
import type { NodeImage } from "./build-node-image.ts"
import { ImageRig } from "./testing/image-rig.ts"

const PUBLISHED = [
  {
    name: "left",
    version: "1.0.0",
    files: { "index.js": "module.exports = 'left'" },
    manifest: { dependencies: { inner: "^2.0.0" } },
  },
  { name: "inner", version: "2.1.0", files: { "index.js": "module.exports = 'inner'" } },
  { name: "inner", version: "1.0.0", files: { "index.js": "module.exports = 'inner'" } },
  {
    name: "@scope/tool",
    version: "3.0.0",
    files: { "cli.js": "#!/usr/bin/env node\n" },
    manifest: { bin: { tool: "cli.js" } },
  },
  { name: "tester", version: "1.0.0", files: { "index.js": "" } },
  { name: "compiles", version: "1.0.0", manifest: { scripts: { install: "touch pwned" } } },
  { name: "native", version: "1.0.0", files: { "binding.gyp": "{}" } },
]

async function startRegistry(t: TestContext): Promise<NpmRegistry> {
  const registry = await startNpmRegistry(PUBLISHED)
  t.after(() => registry[Symbol.asyncDispose]())
  return registry
}

const shop = {
  name: "shop",
  version: "1.0.0",
  main: "main.js",
  dependencies: { left: "^1.0.0", "@scope/tool": "3.0.0" },
  devDependencies: { tester: "1.0.0" },
}

/** A lock file over these packages of the registry; `more` are its further entries. */
function lockOf(registry: NpmRegistry, root: object, names: readonly string[], more: object = {}): string {
  const installed = names.map((name) => {
    const isDev = name === "tester" ? { dev: true } : {}
    return [`node_modules/${name}`, { ...registry.locked(name), ...isDev }]
  })
  const packages = { "": root, ...more, ...Object.fromEntries(installed) }
  return JSON.stringify({ name: "shop", version: "1.0.0", lockfileVersion: 3, requires: true, packages })
}

function shopFiles(registry: NpmRegistry): Record<string, string> {
  return {
    "package.json": JSON.stringify(shop),
    "package-lock.json": lockOf(registry, shop, ["left", "inner", "@scope/tool", "tester"]),
    "main.js": "console.log(require('left'))",
  }
}

describe("the dependencies of an image", () => {
  test("are those of production, and are found again until they change", async (t) => {
    const registry = await startRegistry(t)
    const rig = new ImageRig(t, shopFiles(registry))
    const build = async (cache = "cache"): Promise<NodeImage> =>
      valueFrom(await rig.build({ npmRegistry: registry.url, cache }))
    const first = await build()
    assert.deepEqual(rig.contents(first, "dependencies"), {
      app: "/",
      "app/node_modules": "/",
      "app/node_modules/.bin": "/",
      "app/node_modules/.bin/tool": "-> ../@scope/tool/cli.js",
      "app/node_modules/@scope": "/",
      "app/node_modules/@scope/tool": "/",
      "app/node_modules/@scope/tool/cli.js": "executable",
      "app/node_modules/@scope/tool/package.json": "file",
      "app/node_modules/inner": "/",
      "app/node_modules/inner/index.js": "file",
      "app/node_modules/inner/package.json": "file",
      "app/node_modules/left": "/",
      "app/node_modules/left/index.js": "file",
      "app/node_modules/left/package.json": "file",
    })
    assert.equal(registry.fetched.includes("tester"), false)
    const { root } = valueFrom(await unpackImage(rig.registry, first.digest, join(rig.base, "unpacked")))
    assert.equal(execFileSync(process.execPath, ["main.js"], { cwd: join(root, "app"), encoding: "utf8" }), "left\n")

    assert.equal((await build("another cache")).digest, first.digest, "npm run again gives the same bytes")

    const fetched = registry.fetched.length
    rig.write({ "main.js": "console.log('changed')" })
    const second = await build()
    assert.deepEqual(second.layers[0], first.layers[0])
    assert.notEqual(second.layers[1]?.descriptor.digest, first.layers[1]?.descriptor.digest)
    assert.equal(registry.fetched.length, fetched)
    assert.ok(rig.log.includes("dependencies: unchanged"))
  })

  test("of a workspace are its own, with the packages of the repository that it uses", async (t) => {
    const registry = await startRegistry(t)
    const root = { name: "root", workspaces: ["packages/*", "services/*"] }
    const web = { name: "web", version: "1.0.0", main: "main.js", dependencies: { contract: "1.0.0", left: "^1.0.0" } }
    const contract = { name: "contract", version: "1.0.0", main: "dist/index.js", files: ["dist"] }
    const admin = { name: "admin", version: "1.0.0", dependencies: { "@scope/tool": "3.0.0" } }
    const links = {
      "node_modules/contract": { resolved: "packages/contract", link: true },
      "node_modules/web": { resolved: "services/web", link: true },
      "node_modules/admin": { resolved: "services/admin", link: true },
    }
    const workspaces = { "packages/contract": contract, "services/web": web, "services/admin": admin, ...links }
    const rig = new ImageRig(t, {
      "package.json": JSON.stringify(root),
      "package-lock.json": lockOf(registry, root, ["left", "inner", "@scope/tool"], workspaces),
      "packages/contract/package.json": JSON.stringify(contract),
      "packages/contract/src/index.ts": "",
      "services/web/package.json": JSON.stringify(web),
      "services/web/main.js": "console.log(require('contract') + require('left'))",
      "services/admin/package.json": JSON.stringify(admin),
      "services/admin/index.js": "",
    })
    const options = { directory: "services/web", npmRegistry: registry.url }
    const { message, hint } = failureFrom(await rig.build(options), "image-build-failed")
    assert.match(message, /nothing of packages\/contract, which the service needs, is part of the image/)
    assert.match(hint ?? "", /needs/)

    rig.write({ "packages/contract/dist/index.js": "module.exports = 'contract and '" })
    const image = valueFrom(await rig.build(options))
    assert.deepEqual(rig.paths(image, "dependencies"), [
      "app/node_modules/inner/index.js",
      "app/node_modules/inner/package.json",
      "app/node_modules/left/index.js",
      "app/node_modules/left/package.json",
    ])
    assert.deepEqual(rig.paths(image), [
      "app/node_modules/contract",
      "app/node_modules/web",
      "app/packages/contract/dist/index.js",
      "app/packages/contract/package.json",
      "app/services/web/main.js",
      "app/services/web/package.json",
    ])
    const { root: at, workdir } = valueFrom(await unpackImage(rig.registry, image.digest, join(rig.base, "unpacked")))
    const said = execFileSync(process.execPath, ["main.js"], { cwd: join(at, workdir), encoding: "utf8" })
    assert.equal(said, "contract and left\n")
  })

  test("of services of one lock file are one layer where they need the same", async (t) => {
    const registry = await startRegistry(t)
    const root = { name: "root", workspaces: ["services/*"] }
    const service = (name: string) => ({ name, version: "1.0.0", main: "main.js", dependencies: { left: "^1.0.0" } })
    const workspaces = {
      "services/web": service("web"),
      "services/admin": service("admin"),
      "node_modules/web": { resolved: "services/web", link: true },
      "node_modules/admin": { resolved: "services/admin", link: true },
    }
    const rig = new ImageRig(t, {
      "package.json": JSON.stringify(root),
      "package-lock.json": lockOf(registry, root, ["left", "inner"], workspaces),
      ...Object.fromEntries(
        ["web", "admin"].flatMap((name) => [
          [`services/${name}/package.json`, JSON.stringify(service(name))],
          [`services/${name}/main.js`, name],
        ]),
      ),
    })
    const build = async (name: string) =>
      valueFrom(await rig.build({ directory: `services/${name}`, npmRegistry: registry.url }))
    const [web, admin] = [await build("web"), await build("admin")]
    assert.notEqual(web.digest, admin.digest)
    assert.deepEqual(web.layers[0], admin.layers[0])
    const blobs = readdirSync(join(rig.registry.folder, "blobs", "sha256"))
    assert.equal(blobs.length, 2 * (web.layers.length + 2) - 1, "each its own but the layer that they share")
  })

  test("of a service with a lock file of its own are those of that one, and versions that differ stand where they are used", async (t) => {
    const registry = await startRegistry(t)
    const root = { name: "root", workspaces: ["services/*"], dependencies: { left: "^1.0.0" } }
    const web = { name: "web", version: "1.0.0", main: "main.js", dependencies: { inner: "1.0.0", left: "^1.0.0" } }
    const apart = { name: "apart", version: "1.0.0", main: "main.js", dependencies: { inner: "^2.0.0" } }
    const workspaces = {
      "services/web": web,
      "node_modules/web": { resolved: "services/web", link: true },
      "services/web/node_modules/inner": registry.locked("inner", "1.0.0"),
    }
    const main = "console.log(require('inner'), require('inner/package.json').version)"
    const rig = new ImageRig(t, {
      "package.json": JSON.stringify(root),
      "package-lock.json": lockOf(registry, root, ["left", "inner"], workspaces),
      "services/web/package.json": JSON.stringify(web),
      "services/web/main.js": main,
      "apart/package.json": JSON.stringify(apart),
      "apart/package-lock.json": lockOf(registry, apart, ["inner"]),
      "apart/main.js": main,
    })
    const said = async (directory: string) => {
      const image = valueFrom(await rig.build({ directory, npmRegistry: registry.url }))
      const at = join(rig.base, `unpacked ${directory.replace("/", " ")}`)
      const { root: unpacked, workdir } = valueFrom(await unpackImage(rig.registry, image.digest, at))
      return execFileSync(process.execPath, ["main.js"], { cwd: join(unpacked, workdir), encoding: "utf8" })
    }
    assert.equal(await said("services/web"), "inner 1.0.0\n")
    assert.equal(await said("apart"), "inner 2.1.0\n")
  })

  test("are not installed anew for what npm does not read", async (t) => {
    const registry = await startRegistry(t)
    const rig = new ImageRig(t, shopFiles(registry))
    const build = async () => valueFrom(await rig.build({ npmRegistry: registry.url }))
    const first = await build()
    rig.write({ "package.json": JSON.stringify({ ...shop, description: "new", scripts: { test: "node --test" } }) })
    const second = await build()
    assert.notEqual(second.digest, first.digest)
    assert.deepEqual(second.layers[0], first.layers[0])
    assert.equal(rig.log.filter((line) => line === "dependencies: unchanged").length, 1)
    valueFrom(await rig.build({ npmRegistry: registry.url, image: { platform: "linux/arm64" } }))
    assert.equal(rig.log.filter((line) => line === "dependencies: unchanged").length, 1, "another platform")
  })

  test("that run a script at installation are refused by name", async (t) => {
    const registry = await startRegistry(t)
    const needing = { ...shop, dependencies: { compiles: "1.0.0" }, devDependencies: {} }
    const lock = JSON.parse(lockOf(registry, needing, ["compiles"]))
    lock.packages["node_modules/compiles"].hasInstallScript = true
    const rig = new ImageRig(t, {
      "package.json": JSON.stringify(needing),
      "package-lock.json": JSON.stringify(lock),
      "main.js": "",
    })
    const { message } = failureFrom(await rig.build({ npmRegistry: registry.url }), "install-script")
    assert.equal(message, "compiles would run a script at installation")
  })

  test("whose script the lock file conceals are refused too, and none has run", async (t) => {
    const registry = await startRegistry(t)
    for (const name of ["compiles", "native"]) {
      const needing = { ...shop, dependencies: { [name]: "1.0.0" }, devDependencies: {} }
      const lock = JSON.parse(lockOf(registry, needing, [name]))
      delete lock.packages[`node_modules/${name}`].scripts
      const rig = new ImageRig(t, {
        "package.json": JSON.stringify(needing),
        "package-lock.json": JSON.stringify(lock),
        "main.js": "",
      })
      const failure = failureFrom(await rig.build({ npmRegistry: registry.url }), "install-script")
      assert.equal(failure.message, `${name} would run a script at installation`)
      assert.match(failure.hint ?? "", /container: base/)
      assert.deepEqual(valueFrom(await rig.registry.names()), [])
    }
  })

  test("about which the lock file disagrees are told before npm runs", async (t) => {
    const registry = await startRegistry(t)
    const rig = new ImageRig(t, shopFiles(registry))
    const build = async (dependencies: Record<string, string>) => {
      rig.write({ "package.json": JSON.stringify({ ...shop, dependencies }) })
      return rig.build({ npmRegistry: registry.url })
    }
    const cases: readonly [Record<string, string>, string][] = [
      [{ ...shop.dependencies, left: "^2.0.0" }, "left"],
      [{ ...shop.dependencies, right: "1.0.0" }, "right"],
      [{ left: "^1.0.0" }, "@scope/tool"],
      [{ right: "1.0.0", left: "<1.0.0" }, "@scope/tool, left, right"],
    ]
    for (const [dependencies, names] of cases) {
      const { message, hint } = failureFrom(await build(dependencies), "image-build-failed")
      assert.equal(message, `package-lock.json is out of step with package.json: ${names}`)
      assert.match(hint ?? "", /npm install/)
    }
    assert.deepEqual(registry.fetched, [])
    valueFrom(await build({ ...shop.dependencies, left: ">=1.0.0" }))
  })

  test("of another content than the lock file says are refused", async (t) => {
    const registry = await startRegistry(t)
    const rig = new ImageRig(t, shopFiles(registry))
    const lock = JSON.parse(shopFiles(registry)["package-lock.json"] ?? "")
    lock.packages["node_modules/left"].integrity = `sha512-${Buffer.alloc(64).toString("base64")}`
    rig.write({ "package-lock.json": JSON.stringify(lock) })
    const failure = failureFrom(await rig.build({ npmRegistry: registry.url }), "image-build-failed")
    assert.match(failure.log?.join("\n") ?? "", /EINTEGRITY/)
  })

  test("need a lock file that is one", async (t) => {
    const rig = new ImageRig(t, { "package.json": JSON.stringify(shop), "main.js": "" })
    assert.match(failureFrom(await rig.build(), "lock-file-missing").hint ?? "", /npm install/)
    rig.write({ "package-lock.json": '{"lockfileVersion":1,"dependencies":{}}' })
    assert.match(failureFrom(await rig.build(), "image-build-failed").message, /no lock file of version 2 or 3/)
    rig.write({ "package-lock.json": "<<<<<<< HEAD\n" })
    failureFrom(await rig.build(), "image-build-failed")
  })
})
