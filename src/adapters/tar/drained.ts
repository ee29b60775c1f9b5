/** Resolves once more can be written, or nothing ever will be. */
export function drained(stream: Pick<NodeJS.WritableStream, "once" | "off">): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off("drain", done)
      stream.off("close", done)
      resolve()
    }
    stream.once("drain", done)
    stream.once("close", done)
  })
}
