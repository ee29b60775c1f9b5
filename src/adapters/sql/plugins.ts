import { CamelCasePlugin, type KyselyPlugin } from "kysely"
import { WellFormedTextPlugin } from "./well-formed-text-plugin.ts"

/** What every Kysely of a store is made with. */
export function plugins(): KyselyPlugin[] {
  return [new WellFormedTextPlugin(), new CamelCasePlugin()]
}
