import { parentPort } from "node:worker_threads"
import { gzipBlock } from "./gzip-blocks.ts"

/** A thread that compresses the blocks it is sent, one after the other. */
parentPort?.on("message", (block: Uint8Array) => {
  const compressed = gzipBlock(block)
  parentPort?.postMessage(compressed)
})
