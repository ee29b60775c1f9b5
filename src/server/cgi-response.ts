import type { ServerResponse } from "node:http"
import type { Readable } from "node:stream"

/** More than any header of `git http-backend` takes. */
const HEADER_LIMIT = 64 * 1024

/** Turns a CGI program's output (RFC 3875, section 6) into an HTTP response, piece by piece as it comes. */
export class CgiResponse {
  readonly #response: ServerResponse
  #head: Buffer | undefined = Buffer.alloc(0)

  constructor(response: ServerResponse) {
    this.#response = response
  }

  async stream(output: Readable): Promise<void> {
    for await (const chunk of output) await this.#take(chunk as Buffer)
    if (this.#head && !this.#response.headersSent) this.#response.writeHead(502)
  }

  async #take(chunk: Buffer): Promise<void> {
    if (!this.#head) return this.#write(chunk)
    this.#head = Buffer.concat([this.#head, chunk])
    const end = this.#head.indexOf("\r\n\r\n")
    if (end < 0) {
      if (this.#head.length > HEADER_LIMIT) throw new Error("git http-backend sent no end of its header")
      return
    }
    const body = this.#head.subarray(end + 4)
    this.#writeHead(this.#head.subarray(0, end).toString("latin1"))
    this.#head = undefined
    if (body.length > 0) await this.#write(body)
  }

  #writeHead(head: string): void {
    let status = 200
    for (const line of head.split("\r\n")) {
      const colon = line.indexOf(":")
      const name = line.slice(0, colon).trim()
      const value = line.slice(colon + 1).trim()
      if (name.toLowerCase() === "status") status = Number.parseInt(value, 10) || 200
      else if (name !== "") this.#response.setHeader(name, value)
    }
    this.#response.writeHead(status)
  }

  /** After the client is gone the output is read on and dropped, so that the program can end. */
  #write(chunk: Buffer): Promise<void> | void {
    if (this.#response.destroyed || this.#response.write(chunk)) return
    return new Promise((resolve) => {
      const done = () => {
        this.#response.off("drain", done).off("close", done)
        resolve()
      }
      this.#response.on("drain", done).on("close", done)
    })
  }
}
