import { type Kysely, sql } from "kysely"
import type { SqlCapabilities } from "../capabilities.ts"
import { createTable, type TableDefinition } from "../create-table.ts"

/** In the order in which they refer to each other. A table is created once; later migrations alter it. */
const TABLES: Readonly<Record<string, TableDefinition>> = {
  git_event: {
    columns: {
      seq: "identity",
      ref: "text",
      before: "text?",
      after: "text?",
      commit: "text?",
      person: "text?",
      accepted_at: "integer",
      status: "text",
      note: "text?",
    },
    indexes: [["status"]],
  },
  seen_ref: { columns: { ref: "text", object: "text" }, primaryKey: ["ref"] },
  pusher: { columns: { ref: "text", object: "text", person: "text" }, primaryKey: ["ref", "object"] },
  release: {
    columns: { seq: "identity", digest: "text", manifest: "text", created_at: "integer" },
    unique: [["digest"]],
  },
  promotion: {
    columns: {
      id: "identity",
      release: "text",
      commit: "text",
      environment: "text",
      template: "text",
      way_in: "integer",
      person: "text?",
      event: "integer?",
      state: "text",
      note: "text?",
      created_at: "integer",
    },
    references: { release: "release.digest", event: "git_event.seq" },
    indexes: [["release"], ["environment", "state"]],
  },
  deployment: {
    columns: {
      id: "identity",
      environment: "text",
      release: "text",
      commit: "text",
      revision: "text",
      revision_document: "text",
      kind: "text",
      promotion: "integer?",
      person: "text?",
      fence: "integer",
      status: "text",
      verification: "text?",
      created_at: "integer",
      ended_at: "integer?",
      message: "text?",
    },
    // None to the environment: deployments outlive it as history.
    references: { release: "release.digest", promotion: "promotion.id" },
    indexes: [["environment", "id"], ["status"]],
  },
  environment: {
    columns: {
      name: "text",
      template: "text",
      branch: "text?",
      created_at: "integer",
      expires_at: "integer?",
      state: "text",
      pinned: "text?",
      current: "integer?",
    },
    primaryKey: ["name"],
    references: { current: "deployment.id" },
  },
  environment_fence: { columns: { environment: "text", fence: "integer" }, primaryKey: ["environment"] },
  instance: {
    columns: {
      instance: "text",
      environment: "text",
      service: "text",
      deployment: "integer",
      image: "text",
      pid: "integer",
      started_at: "text",
      port: "integer",
      state: "text",
    },
    primaryKey: ["instance"],
    references: { environment: "environment.name", deployment: "deployment.id" },
    indexes: [["environment"]],
  },
  address: {
    columns: { environment: "text", service: "text", port: "integer" },
    primaryKey: ["environment", "service"],
    unique: [["port"]],
    references: { environment: "environment.name" },
  },
  run: {
    columns: {
      id: "identity",
      purpose: "text",
      event: "integer?",
      ref: "text?",
      commit: "text",
      environment: "text?",
      deployment: "integer?",
      status: "text",
      attempt: "integer",
      created_at: "integer",
      started_at: "integer?",
      ended_at: "integer?",
      message: "text?",
    },
    references: { event: "git_event.seq", deployment: "deployment.id" },
    indexes: [["status"], ["event"]],
  },
  run_job: {
    columns: {
      run: "integer",
      job: "text",
      position: "integer",
      status: "text",
      attempt: "integer",
      started_at: "integer?",
      ended_at: "integer?",
      exit_code: "integer?",
      message: "text?",
      key: "text?",
      definition: "text?",
      inputs: "text?",
    },
    primaryKey: ["run", "job"],
    references: { run: "run.id" },
  },
  log_chunk: {
    columns: { id: "identity", run: "integer", job: "text", text: "text" },
    references: { run: "run.id" },
    indexes: [
      ["run", "id"],
      ["run", "job", "id"],
    ],
  },
  release_provenance: {
    columns: {
      seq: "identity",
      release: "text",
      commit: "text",
      ref: "text?",
      run: "integer",
      event: "integer?",
      at: "integer",
    },
    unique: [["release", "commit", "run"]],
    references: { release: "release.digest", run: "run.id", event: "git_event.seq" },
    indexes: [["commit"]],
  },
  release_name: {
    columns: {
      seq: "identity",
      name: "text",
      kind: "text",
      release: "text",
      commit: "text",
      person: "text?",
      created_at: "integer",
      complete: "integer",
    },
    unique: [["name"]],
    references: { release: "release.digest" },
    indexes: [["release"]],
  },
  ledger_entry: {
    columns: {
      seq: "identity",
      statement: "text",
      subject_kind: "text",
      subject: "text",
      predicate_type: "text",
      key: "text",
      signer: "text",
      status: "text",
      predicate: "text",
      recorded_at: "integer",
    },
    unique: [["statement", "subject", "key"]],
    indexes: [
      ["key", "seq"],
      ["subject", "seq"],
    ],
  },
  token: {
    columns: { id: "identity", person: "text", hash: "text", created_at: "integer", revoked_at: "integer?" },
    unique: [["hash"]],
  },
  audit_entry: {
    columns: { seq: "identity", at: "integer", person: "text", action: "text", subject: "text", detail: "text?" },
  },
  setting: { columns: { key: "text", value: "text" }, primaryKey: ["key"] },
}

export async function createFirstSchema(db: Kysely<unknown>, capabilities: SqlCapabilities): Promise<void> {
  for (const [table, definition] of Object.entries(TABLES)) await createTable(db, capabilities, table, definition)
  await db.schema
    .createIndex("promotion_open_unique")
    .on("promotion")
    .columns(["release", "commit", "environment"])
    .unique()
    .where(sql.ref("state"), "in", [sql.lit("waiting"), sql.lit("deploying")])
    .execute()
}
