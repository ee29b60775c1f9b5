import { randomBytes } from "node:crypto"

/** A request to the git endpoint that is under way. Its hooks prove with the secret that they belong to it. */
export interface Push {
  readonly secret: string
  readonly person: string
}

/** The pushes under way. Hooks of anything else get no answer. */
export class PushTable {
  readonly #pushes = new Map<string, Push>()

  open(person: string): Push {
    const push = { secret: randomBytes(24).toString("hex"), person }
    this.#pushes.set(push.secret, push)
    return push
  }

  close(push: Push): void {
    this.#pushes.delete(push.secret)
  }

  find(secret: string): Push | undefined {
    return this.#pushes.get(secret)
  }
}
