import { z } from "zod"
import type { EngineClient } from "./engine-client.ts"
import { EngineError } from "./engine-error.ts"

const createdSchema = z.object({ Id: z.string() })

export interface NetworkSettings {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** Whether it has no way out at all; ports of its containers can then not be published either. */
  readonly isInternal: boolean
}

/** One network of an engine. */
export class Network {
  readonly id: string
  readonly #client: EngineClient

  constructor(client: EngineClient, id: string) {
    this.#client = client
    this.id = id
  }

  static async create(client: EngineClient, { name, labels, isInternal }: NetworkSettings): Promise<Network> {
    const body = {
      Name: name,
      Driver: "bridge",
      Internal: isInternal,
      Labels: labels,
      // What cannot be answered does not get out.
      Options: { "com.docker.network.bridge.enable_ip_masquerade": "false" },
    }
    const { Id } = await client.post(createdSchema, "/networks/create", { body })
    return new Network(client, Id)
  }

  /** Fine if it is not there any more. */
  async remove(): Promise<void> {
    try {
      await this.#client.send("DELETE", `/networks/${this.id}`)
    } catch (error) {
      if (!(error instanceof EngineError) || error.status !== 404) throw error
    }
  }
}
