import { rm } from "node:fs/promises"
import { join } from "node:path"
import react from "@vitejs/plugin-react"
import { build } from "vite"

/** Makes the pages that `slipway up` serves: `web/dist`. */
const root = join(import.meta.dirname, "..")
await rm(join(root, "dist"), { recursive: true, force: true })
await build({
  root,
  configFile: false,
  plugins: [react()],
  logLevel: "warn",
  // The server puts a nonce of its own into every answer (src/server/web-files.ts).
  html: { cspNonce: "SLIPWAY_NONCE" },
  build: { outDir: "dist", assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1000 },
})
