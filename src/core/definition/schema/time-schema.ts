import { z } from "zod"
import { type DateSpan, parseDateSpan, parseMoment } from "../../shared/date-span.ts"
import { isTimeZone } from "../../shared/time-zone.ts"
import { parseWeeklyHours, type WeeklyHours } from "../../shared/weekly-hours.ts"
import { didYouMean } from "../nearest.ts"
import { durationSchema, nameSchema } from "./primitives.ts"

/** A text that a parser reads; what that says is wrong becomes the diagnostic. */
function parsedText<T extends object>(parse: (text: string) => T | string) {
  return z
    .string()
    .max(200)
    .transform((text, context): T => {
      const parsed = parse(text)
      if (typeof parsed !== "string") return parsed
      context.addIssue({ code: "custom", message: parsed })
      return z.NEVER
    })
}

const timeZoneSchema = z
  .string()
  .max(64)
  .refine(isTimeZone, {
    error: ({ input }) => {
      const near = didYouMean(String(input), Intl.supportedValuesOf("timeZone"))
      return `a time zone has a name of the IANA database, like Europe/London or UTC${near ? `; ${near}` : ""}`
    },
  })

const weeklySchema = parsedText(parseWeeklyHours)
const dateSchema = parsedText(parseDateSpan)

/** Weekly hours and single dates by the clock of a place. */
export const windowSchema = z.strictObject({
  timezone: timeZoneSchema.describe("Whose clock: IANA name, e.g. Europe/London"),
  allow: z
    .union([weeklySchema, z.array(weeklySchema).min(1).max(50)])
    .transform((allow): readonly WeeklyHours[] => (Array.isArray(allow) ? allow : [allow]))
    .describe("Days and hours, e.g. Mon-Thu 09:00-16:00; over midnight 22:00-02:00"),
  also: z.array(dateSchema).max(100).default([]).describe("Dates besides, e.g. 2026-11-28 10:00-14:00"),
  except: z
    .array(dateSchema)
    .max(100)
    .default([])
    .describe("Dates when it is closed all the same, e.g. 2026-12-24 or 2026-12-24/2027-01-02"),
})

const momentSchema = z
  .string()
  .max(40)
  .refine((text) => parseMoment(text, "start") !== undefined, "a time is written '2026-12-20' or '2026-12-20 18:00'")

const freezeEntrySchema = z
  .strictObject({
    from: momentSchema.describe("First day, or date and time"),
    to: momentSchema.describe("Last day, or date and time at which it ends"),
    reason: z.string().min(1).max(500).describe("Told to whoever has to wait"),
    timezone: timeZoneSchema.optional().describe("Whose clock; default: that of the gate's window, else UTC"),
  })
  .refine((entry) => spanOf(entry).from < spanOf(entry).to, "it ends before it begins")
  .transform(({ reason, timezone, ...entry }): Freeze => ({ ...spanOf(entry), reason, timezone: timezone ?? null }))

/** A time in which nothing is deployed. */
export interface Freeze extends DateSpan {
  readonly reason: string
  /** Null: of the gate's window, else UTC. */
  readonly timezone: string | null
}

export const freezeSchema = z.array(freezeEntrySchema).min(1).max(100)

export const soakSchema = z.strictObject({
  in: nameSchema.describe("Environment"),
  for: durationSchema.describe("How long it must have served there, verified and without a break"),
})

export type WindowRule = z.output<typeof windowSchema>
export type SoakRule = z.output<typeof soakSchema>

function spanOf({ from, to }: { readonly from: string; readonly to: string }): DateSpan {
  return { from: parseMoment(from, "start") ?? "", to: parseMoment(to, "end") ?? "" }
}
