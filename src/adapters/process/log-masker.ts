import { Masker } from "../../core/run/masking/masker.ts"
import { hiddenVariable } from "./masked-log.ts"

/*
 * The program that stands between a service with secrets and its log: what it reads it writes, masked. It survives the
 * server as the service does, and ends with the last process that writes to it; signals are for those.
 */
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {})

const hidden: unknown = JSON.parse(process.env[hiddenVariable] ?? "[]")
if (!Array.isArray(hidden)) throw new TypeError(`${hiddenVariable} holds no list`)
const stream = new Masker(hidden.map(String)).stream()

for await (const chunk of process.stdin) await write(stream.push(chunk))
await write(stream.end())

async function write(bytes: Buffer): Promise<void> {
  if (bytes.length === 0) return
  await new Promise<void>((resolve) => process.stdout.write(bytes, () => resolve()))
}
