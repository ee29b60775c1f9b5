import { open } from "node:fs/promises"

const BLOCK = 65_536

/** The last lines of a file, oldest first, read from its end; none if there is no such file. */
export async function tailLines(path: string, count: number): Promise<readonly string[]> {
  if (count <= 0) return []
  const opened = await open(path, "r").catch(() => undefined)
  if (!opened) return []
  await using file = opened
  let start = (await file.stat()).size
  const blocks: Buffer[] = []
  // One line feed more than lines, as the last line ends with one too.
  for (let feeds = 0; start > 0 && feeds <= count; ) {
    const size = Math.min(BLOCK, start)
    start -= size
    const block = Buffer.alloc(size)
    await file.read(block, 0, size, start)
    blocks.unshift(block)
    for (const byte of block) if (byte === 10) feeds++
  }
  const lines = Buffer.concat(blocks).toString("utf8").split("\n")
  if (lines.at(-1) === "") lines.pop()
  return lines.slice(-count)
}
