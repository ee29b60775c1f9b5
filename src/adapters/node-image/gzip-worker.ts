import { parentPort } from "node:worker_threads"
import { gzipBlock } from "./gzip-blocks.ts"
import type { CompressedBlock } from "./gzip-threads.ts"

/** A thread that compresses the blocks it is sent, one after the other, and gives them back. Nothing is copied. */
parentPort?.on("message", (block: Uint8Array<ArrayBuffer>) => {
  const compressed = gzipBlock(block)
  const answer: CompressedBlock = { compressed, block }
  parentPort?.postMessage(answer, [compressed.buffer, block.buffer])
})
