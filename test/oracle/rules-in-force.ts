import type { Happening, History } from "./history.ts"
import { ruleBooks } from "./rule-books.ts"

export interface Way {
  readonly environment?: string
  readonly branch?: string | readonly string[]
  readonly when?: string | { readonly tag?: string; readonly branch?: string }
  readonly gates?: readonly string[]
  readonly mocked?: string
}

export interface Rules {
  readonly way: Way
  /** All ways into the environment. */
  readonly ways: readonly Way[]
  readonly ephemeral: boolean
  readonly queue: string
  readonly gates: readonly { readonly name: string; readonly gate: Gate }[]
  readonly people: Readonly<Record<string, { readonly emails: readonly string[]; readonly roles: readonly string[] }>>
  readonly builders: readonly string[]
  /** Everything that an approval is bound to, written out. */
  readonly text: string
}

/** As rule books write them. */
export interface Gate {
  readonly coverage?: { readonly lines: number }
  readonly analysis?: { readonly errors?: number; readonly new?: number }
  readonly review?: { readonly role?: string }
  readonly scan?: {
    readonly worst: string
    readonly exceptions: readonly { readonly id: string; readonly expires: string }[]
  }
  readonly approval?: Role & { readonly count?: number }
  readonly expires?: string
  readonly window?: object
  readonly freeze?: readonly { readonly from: string; readonly to: string }[]
  readonly soak?: { readonly in: string; readonly for: string }
  readonly override?: Role & { readonly errored?: boolean }
}

export interface Role {
  readonly role: string
  readonly exclude?: readonly string[]
}

/** The rules that were in force, of one way in. */
export function rulesAt(history: History, index: number, environment: string, wayIn: number): Rules {
  let number = 0
  for (let before = index - 1; before >= 0; before--) {
    const one = history[before]
    if (one?.kind !== "rules") continue
    number = one.book
    break
  }
  const key = `${number} ${environment} ${wayIn}`
  const known = written.get(key) ?? rulesIn(number, environment, wayIn)
  written.set(key, known)
  return known
}

const written = new Map<string, Rules>()

function rulesIn(number: number, environment: string, wayIn: number): Rules {
  const book = ruleBooks[number]
  const there = book?.environments[environment]
  if (!book || !there) throw new RangeError("there are no such rules")
  const ways = (Array.isArray(there.from) ? there.from : [there.from]) as Way[]
  const way = ways[wayIn]
  if (!way) throw new RangeError("there is no such way in")
  const names = way.gates ?? ((there.gates ?? []) as string[])
  const gates = names.map((name) => ({ name, gate: book.gates[name] as Gate }))
  const { people, trust } = book
  const text = JSON.stringify([environment, way, gates, people, trust])
  const queue = String(there.queue ?? "queue")
  return { way, ways, queue, ephemeral: "ephemeral" in there, gates, people, builders: trust.builders, text }
}

export function isTrusted(one: Happening | undefined, { builders }: Rules): boolean {
  return one !== undefined && "signer" in one && builders.includes(one.signer)
}
