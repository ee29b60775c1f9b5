import { MINUTES_OF_DAY, minutesOf, parseHours } from "./weekly-hours.ts"

/**
 * A time by the clock of some time zone, as `2026-12-24T09:30`: texts that compare as times do. What zone is said where
 * it is used.
 */
export type WallTime = string

/** From one time of the clock to another, `from` included, `to` not. */
export interface DateSpan {
  readonly from: WallTime
  readonly to: WallTime
}

const FORM = "a date is written '2026-12-24', '2026-12-24 09:00-12:00' or, with its last day, '2026-12-24/2027-01-02'"
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}))?$/

/** Reads a day, hours of a day, or days up to a last one. Returns what is wrong with it as a text. */
export function parseDateSpan(text: string): DateSpan | string {
  const [first = "", last = first, more] = text.trim().split("/")
  if (more !== undefined) return FORM
  if (last !== first) return spanOfDays(first, last)
  const [date = "", hours, rest] = first.split(/\s+/)
  if (rest !== undefined || !DATE.test(date)) return FORM
  if (!isDate(date)) return `there is no ${date}`
  if (hours === undefined) return spanOfDays(date, date)
  const parsed = parseHours(hours)
  if (typeof parsed === "string") return parsed
  const [range, another] = parsed
  if (!range || another) return FORM
  return { from: wallTime(date, range.from), to: wallTime(date, range.to) }
}

/** Reads `2026-12-24` (its first moment, or as an end its last) or `2026-12-24 18:00`. */
export function parseMoment(text: string, as: "start" | "end"): WallTime | undefined {
  const match = MOMENT.exec(text.trim())
  const [, date = "", time] = match ?? []
  if (!match || !isDate(date)) return undefined
  if (time === undefined) return wallTime(date, as === "start" ? 0 : MINUTES_OF_DAY)
  const minutes = minutesOf(time)
  return minutes === undefined ? undefined : wallTime(date, minutes)
}

/** A time of a date (`2026-12-24`), given in minutes since its midnight, which may lie on the next day. */
export function wallTime(date: string, minutes: number): WallTime {
  return new Date(Date.parse(`${date}T00:00Z`) + minutes * 60_000).toISOString().slice(0, "2026-12-24T09:30".length)
}

function spanOfDays(first: string, last: string): DateSpan | string {
  if (!DATE.test(first) || !DATE.test(last)) return FORM
  const wrong = [first, last].find((date) => !isDate(date))
  if (wrong !== undefined) return `there is no ${wrong}`
  if (last < first) return `${last} is before ${first}`
  return { from: wallTime(first, 0), to: wallTime(last, MINUTES_OF_DAY) }
}

/** Whether the calendar has it: not the 30th of February. */
function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
