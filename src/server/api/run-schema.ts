import { z } from "@hono/zod-openapi"
import { terminalStatuses } from "../../core/shared/status.ts"

const status = z.enum(["waiting", "running", ...terminalStatuses])

const testsSchema = z.object({
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  failing: z
    .array(
      z.object({
        name: z.string(),
        file: z.string().nullable(),
        line: z.number().nullable(),
        message: z.string().nullable(),
      }),
    )
    .readonly(),
  flaky: z.array(z.string()).readonly(),
})

const detailSchema = z.object({
  kind: z.enum(["job", "setup", "test", "image", "scan"]),
  needs: z.array(z.string()).readonly().describe("Jobs of this run that must have succeeded before"),
  coverageMinimum: z.number().nullable(),
  coverage: z.object({ covered: z.number(), total: z.number() }).nullable().describe("Lines"),
  tests: testsSchema.nullable(),
  findings: z.unknown().describe("What an analysis reported; null where nothing did"),
  flaky: z
    .object({ failures: z.number(), tests: z.array(z.string()).readonly() })
    .nullable()
    .describe("It failed before it succeeded, with nothing changed"),
  restored: z
    .object({ run: z.string().nullable(), builder: z.string().nullable() })
    .nullable()
    .describe("The run that its result was taken over from; both null: nobody needed it"),
})

export const runJobSchema = z
  .object({
    run: z.number().int(),
    job: z.string(),
    position: z.number().int(),
    status,
    attempt: z.number().int(),
    startedAt: z.number().nullable(),
    endedAt: z.number().nullable(),
    exitCode: z.number().nullable(),
    message: z.string().nullable(),
    key: z.string().nullable(),
    definition: z.string().nullable(),
    inputs: z.string().nullable(),
    detail: detailSchema.nullable(),
  })
  .openapi("RunJob")

export const runSchema = z
  .object({
    id: z.number().int(),
    purpose: z.enum(["build", "verification", "after", "gate"]),
    event: z.number().nullable(),
    ref: z.string().nullable(),
    commit: z.string(),
    environment: z.string().nullable(),
    deployment: z.number().nullable(),
    status,
    attempt: z.number().int(),
    createdAt: z.number(),
    startedAt: z.number().nullable(),
    endedAt: z.number().nullable(),
    message: z.string().nullable(),
    canceledBy: z.string().nullable(),
  })
  .openapi("Run")

/** A run with its jobs, in the order of their plan. */
export const runWithJobsSchema = runSchema.extend({ jobs: z.array(runJobSchema).readonly() }).openapi("RunWithJobs")

export const logLinesSchema = z
  .object({
    from: z.number().int().describe("The first one's place, from 0"),
    lines: z.array(z.string()).readonly().describe("Colours are left in as SGR sequences, and nothing else"),
    total: z.number().int(),
    isWhole: z.boolean().describe("No more will come"),
  })
  .openapi("LogLines")

export const logOutlineSchema = z
  .object({
    groups: z.array(z.object({ title: z.string(), from: z.number().int(), to: z.number().int() })).readonly(),
    firstError: z.number().int().nullable(),
  })
  .openapi("LogOutline")

export const logMatchesSchema = z
  .object({ lines: z.array(z.number().int()).readonly(), hasMore: z.boolean() })
  .openapi("LogMatches")
