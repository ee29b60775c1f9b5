import { createHash } from "node:crypto"
import { readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { build } from "rolldown"
import { takeBuiltinModules } from "./builtin-modules.ts"

/** Makes the published command line in a folder, `dist` by default: `main.mjs`, with a chunk for what each command loads. */
const root = join(import.meta.dirname, "..")
const folder = resolve(process.argv[2] ?? join(root, "dist"))

/** Large, with parts that are native or only sometimes there; installed beside the bundle. */
const external = ["pg", "dockerode"]

/** What a run loads that has something to do, besides what every run loads: images above all. */
const WORK = ["src/cli/run-prepared.ts", "src/compose-run.ts"]

const importsOf = new Map<string, readonly string[]>()
let working: ReadonlySet<string> | undefined

/** Own modules only: of packages, each start loads but the parts it uses. */
function isWork(id: string): boolean {
  working ??= loadedWith(WORK.map((path) => join(root, path)))
  return working.has(id) && !id.includes("node_modules")
}

function loadedWith(modules: readonly string[]): ReadonlySet<string> {
  const found = new Set(modules)
  for (const id of found) for (const imported of importsOf.get(id) ?? []) found.add(imported)
  return found
}

await rm(folder, { recursive: true, force: true })
await build({
  cwd: root,
  input: {
    main: "src/main.ts",
    "server/hook-client": "src/server/hook-client.ts",
    "spawner-process": "src/adapters/process/spawner-process.ts",
    "log-masker": "src/adapters/process/log-masker.ts",
    "gzip-worker": "src/adapters/node-image/gzip-worker.ts",
  },
  platform: "node",
  external,
  logLevel: "warn",
  // Needed by a group that leaves out what its modules import.
  preserveEntrySignatures: "allow-extension",
  plugins: [
    takeBuiltinModules(),
    {
      name: "imports",
      moduleParsed({ id, importedIds }) {
        importsOf.set(id, importedIds)
      },
    },
  ],
  output: {
    dir: folder,
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name]-[hash].mjs",
    // What most commands load, and what a run loads that finds nothing to do: one file each, not dozens.
    codeSplitting: {
      groups: [
        // `slipway --version` loads nothing else.
        { name: "first", test: /package\.json$|rolldown\/runtime/, priority: 3 },
        // What names images in registries; it shares with the others only what is small.
        { name: "naming", test: /src\/name-at-once\.ts$/, priority: 2.5 },
        // Asks git while the rest is loaded; then what an image build loads that finds nothing to do.
        { name: "git", test: /src\/build-at-once\.ts$/, priority: 2.4 },
        {
          name: "building",
          test: /src\/(build-now|cli\/affected-text)\.ts$/,
          priority: 2.2,
        },
        { name: "cli", test: /src\/(compose-cli|cli\/run-command)\.ts$/, priority: 2 },
        { name: "run", test: /src\/compose-run-host\.ts$/, priority: 1 },
        { name: "work", test: isWork, includeDependenciesRecursively: false, priority: 0.5 },
      ],
    },
    banner: (chunk) => (chunk.name === "main" ? "#!/usr/bin/env node" : ""),
    minify: true,
  },
})

const hash = createHash("sha256")
for (const name of (await readdir(folder)).filter((name) => name.endsWith(".mjs")).sort()) {
  hash.update(name).update(await readFile(join(folder, name)))
}
await writeFile(join(folder, "build-id"), hash.digest("hex"))
