import { createHash } from "node:crypto"
import { readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { build } from "rolldown"

/** Makes the published command line in a folder, `dist` by default: `main.mjs`, with a chunk for what each command loads. */
const root = join(import.meta.dirname, "..")
const folder = resolve(process.argv[2] ?? join(root, "dist"))

/** Large, with parts that are native or only sometimes there; installed beside the bundle. */
const external = ["pg", "dockerode"]

await rm(folder, { recursive: true, force: true })
await build({
  cwd: root,
  input: {
    main: "src/main.ts",
    "server/hook-client": "src/server/hook-client.ts",
    "spawner-process": "src/adapters/process/spawner-process.ts",
    "gzip-worker": "src/adapters/node-image/gzip-worker.ts",
  },
  platform: "node",
  external,
  logLevel: "warn",
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
        { name: "cli", test: /src\/(compose-cli|cli\/run-command)\.ts$/, priority: 2 },
        { name: "run", test: /src\/compose-run-host\.ts$/, priority: 1 },
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
