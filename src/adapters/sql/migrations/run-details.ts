import { type Kysely, sql } from "kysely"

/** What is shown of a job, and at which line each piece of a log begins. */
export async function addRunDetails(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("run").addColumn("canceled_by", "text").execute()
  await db.schema.alterTable("run_job").addColumn("detail", "text").execute()
  for (const column of ["first_line", "line_breaks"]) {
    await db.schema
      .alterTable("log_chunk")
      .addColumn(column, "bigint", (definition) => definition.notNull().defaultTo(0))
      .execute()
  }
  const breaks = sql`length(text) - length(replace(text, ${"\n"}, ''))`
  await sql`update log_chunk set line_breaks = ${breaks}`.execute(db)
  await sql`
    update log_chunk set first_line = counted.first_line from (
      select id, sum(line_breaks) over (partition by run, job order by id) - line_breaks as first_line from log_chunk
    ) as counted where counted.id = log_chunk.id`.execute(db)
  await db.schema.createIndex("run_deployment").on("run").column("deployment").execute()
  await db.schema.createIndex("deployment_release").on("deployment").columns(["release", "id"]).execute()
  await db.schema.createIndex("log_chunk_line").on("log_chunk").columns(["run", "job", "first_line", "id"]).execute()
}
