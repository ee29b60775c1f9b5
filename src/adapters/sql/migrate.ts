import type { Kysely } from "kysely"
import { type Migration, Migrator } from "kysely/migration"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { SqlCapabilities } from "./capabilities.ts"
import { addChoices } from "./migrations/choices.ts"
import { addColours } from "./migrations/colours.ts"
import { createFirstSchema } from "./migrations/first-schema.ts"
import { addGateRuns } from "./migrations/gate-runs.ts"
import { addInstanceSecrets } from "./migrations/instance-secrets.ts"
import { addPublications } from "./migrations/publications.ts"
import { addReleaseNotes } from "./migrations/release-notes.ts"
import { addResources } from "./migrations/resources.ts"
import { addRunDetails } from "./migrations/run-details.ts"
import { addSuperseded } from "./migrations/superseded-promotions.ts"
import type { Schema } from "./schema.ts"

/** Applied in the order of their names, each once. Only ever add to the end. */
function migrations(capabilities: SqlCapabilities): Record<string, Migration> {
  return {
    "0001-first-schema": { up: (db) => createFirstSchema(db, capabilities) },
    "0002-superseded-promotions": { up: addSuperseded },
    "0003-publications": { up: (db) => addPublications(db, capabilities) },
    "0004-resources": { up: (db) => addResources(db, capabilities) },
    "0005-release-notes": { up: (db) => addReleaseNotes(db, capabilities) },
    "0006-choices": { up: addChoices },
    "0007-instance-secrets": { up: (db) => addInstanceSecrets(db, capabilities) },
    "0008-gate-runs": { up: (db) => addGateRuns(db, capabilities) },
    "0009-run-details": { up: addRunDetails },
    "0010-colours": { up: (db) => addColours(db, capabilities) },
  }
}

/** Brings the schema up to date, all or nothing. A schema that a later Slipway wrote is refused. */
export async function migrate(db: Kysely<Schema>, capabilities: SqlCapabilities): Promise<Result<void>> {
  const provider = { getMigrations: async () => migrations(capabilities) }
  const migrator = new Migrator({ db, provider })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return ok(undefined)
  const name = results?.find((result) => result.status === "Error")?.migrationName
  const what = name === undefined ? "the schema of the store cannot be used" : `the store's migration ${name} failed`
  return fail("store-failed", `${what}: ${error instanceof Error ? error.message : String(error)}`, {
    hint: "was the store written by a later Slipway? Use that version, or another data folder or database",
  })
}
