import type { Definition } from "../definition/schema/definition-schema.ts"

/** Names of the secrets that an environment's services get, and the commands of the gates in front of it. */
export function secretNames({ environments, gates }: Definition, key: string): readonly string[] {
  const environment = Object.hasOwn(environments, key) ? environments[key] : undefined
  if (!environment) return []
  const inFront = [environment.gates, ...environment.from.flatMap((way) => (way.gates ? [way.gates] : []))].flat()
  const asked = inFront.flatMap((name) => (Object.hasOwn(gates, name) ? (gates[name]?.command?.secrets ?? []) : []))
  return [...new Set([...environment.secrets, ...asked])]
}
