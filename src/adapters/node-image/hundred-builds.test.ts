import assert from "node:assert/strict"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { startNpmRegistry } from "../../../test/support/npm-registry.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { buildApart } from "./testing/build-apart.ts"

const PUBLISHED = [
  { name: "left", version: "1.0.0", files: { "index.js": "module.exports = 'left'\n".repeat(100_000) } },
  { name: "tool", version: "3.0.0", files: { "cli.js": "#!/usr/bin/env node\n" }, manifest: { bin: "cli.js" } },
]
const SOURCES = {
  "src/main.js": 'console.log("hello")\n',
  "src/Z.js": "1",
  "src/a.js": "2",
  "src/ä.js": "3",
  "src/I.js": "4",
  "src/ı.js": "5",
  "src/a-b.js": "6",
  "src/a/b.js": "7",
  large: "0123456789abcdef".repeat(10_000),
}
const LANGUAGES = ["C", "tr_TR.UTF-8", "de_DE.UTF-8", "ja_JP.UTF-8", "en_US.ISO-8859-1"]
const ZONES = ["UTC", "Pacific/Kiritimati", "America/New_York", "Asia/Kathmandu"]
const UMASKS = ["022", "077", "000", "027"]

/** Processes, and builds of each: of a service without dependencies, and of one for which npm installs some. */
const PLAIN = { processes: 10, builds: 9 }
const INSTALLED = { processes: 5, builds: 2 }

test("100 of 100 builds give the same digest", { timeout: 120_000 }, async () => {
  await using registry = await startNpmRegistry(PUBLISHED)
  await using folder = await temporaryFolder()
  const manifest = { name: "shop", version: "1.0.0", main: "src/main.js" }
  const dependencies = { left: "1.0.0", tool: "3.0.0" }
  const packages = {
    "": { ...manifest, dependencies },
    "node_modules/left": registry.locked("left"),
    "node_modules/tool": { ...registry.locked("tool"), bin: { tool: "cli.js" } },
  }
  const plain = { ...SOURCES, "package.json": JSON.stringify(manifest) }
  const installed = {
    ...SOURCES,
    "package.json": JSON.stringify({ ...manifest, dependencies }),
    "package-lock.json": JSON.stringify({ name: "shop", version: "1.0.0", lockfileVersion: 3, packages }),
  }
  const digestsOf = async (files: Readonly<Record<string, string>>, { processes, builds }: typeof PLAIN) => {
    const all: string[] = []
    for (let index = 0; index < processes; index++) {
      const place = join(folder.path, `${Object.keys(files).length} ${index}`)
      mkdirSync(place)
      const env = {
        LC_ALL: LANGUAGES[index % LANGUAGES.length] ?? "",
        TZ: ZONES[index % ZONES.length] ?? "",
        npm_config_registry: registry.url,
        npm_config_cache: join(place, "npm"),
      }
      const umask = UMASKS[index % UMASKS.length] ?? ""
      all.push(...(await buildApart({ folder: place, files, times: builds, first: index * builds, env, umask })))
    }
    return all
  }
  const [digests, withDependencies] = await Promise.all([digestsOf(plain, PLAIN), digestsOf(installed, INSTALLED)])
  assert.equal(digests.length + withDependencies.length, 100)
  for (const found of [digests, withDependencies]) {
    assert.match(found[0] ?? "", /^sha256:[0-9a-f]{64}$/)
    assert.deepEqual(new Set(found).size, 1, [...new Set(found)].join("\n"))
  }
})
