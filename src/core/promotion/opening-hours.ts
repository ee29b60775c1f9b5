import type { WindowRule } from "../definition/schema/time-schema.ts"
import { type DateSpan, type WallTime, wallTime } from "../shared/date-span.ts"
import { MINUTES_OF_DAY, type WeeklyHours } from "../shared/weekly-hours.ts"
import { instantsOf, type LocalTime, localTimeAt, nextClockChange } from "../shared/zoned-time.ts"

/** Weekly hours that exist at all begin and end within a week, and a skipped hour is there in the one after. */
const DAYS_AHEAD = 15

/** Whether the clocks of the window's place show a time at which it is open. */
export function isOpenAt(window: WindowRule, instant: number): boolean {
  const local = localTimeAt(instant, window.timezone)
  if (window.except.some((span) => holds(span, local.time))) return false
  return window.also.some((span) => holds(span, local.time)) || window.allow.some((weekly) => isWithin(weekly, local))
}

/** When it opens (or, if it is open, closes) next, after an instant; undefined if it never does. */
export function nextChange(window: WindowRule, after: number): number | undefined {
  const wanted = !isOpenAt(window, after)
  const changes = (instants: readonly number[]) =>
    instants.filter((instant) => instant > after && isOpenAt(window, instant) === wanted).sort((a, b) => a - b)[0]
  const dates = [...window.also, ...window.except].flatMap(({ from, to }) => boundaries(window, [from, to]))
  // Weekly hours that a date covers begin to count again where that ends.
  const starts = [after, ...dates.filter((instant) => instant > after)].sort((a, b) => a - b)
  const clocks = starts.flatMap((start) => nextClockChange(start, window.timezone) ?? [])
  const once = changes([...dates, ...clocks])
  for (const start of starts) {
    if (once !== undefined && once <= start) break
    const weekly = firstOf(daysFrom(localTimeAt(start, window.timezone)), (days) =>
      changes(
        boundaries(
          window,
          days.flatMap((day) => weeklyBoundaries(window, day)),
        ),
      ),
    )
    if (weekly !== undefined) return Math.min(weekly, once ?? weekly)
  }
  return once
}

function holds({ from, to }: DateSpan, time: WallTime): boolean {
  return from <= time && time < to
}

function isWithin({ days, hours }: WeeklyHours, { weekday, minute }: LocalTime): boolean {
  const yesterday = ((weekday + 5) % 7) + 1
  return hours.some(
    ({ from, to }) =>
      (days.includes(weekday) && from <= minute && minute < to) ||
      (days.includes(yesterday) && minute + MINUTES_OF_DAY < to),
  )
}

/** Each day with the next one, into which hours over midnight reach. */
function* daysFrom({ time }: LocalTime): Generator<readonly Day[]> {
  const date = dateOf(time)
  for (let ahead = -1; ahead < DAYS_AHEAD; ahead++) yield [dayAfter(date, ahead), dayAfter(date, ahead + 1)]
}

interface Day {
  readonly date: string
  readonly weekday: number
}

function dayAfter(date: string, days: number): Day {
  const time = wallTime(date, days * MINUTES_OF_DAY)
  return { date: dateOf(time), weekday: ((new Date(`${time}Z`).getUTCDay() + 6) % 7) + 1 }
}

function dateOf(time: WallTime): string {
  return time.slice(0, "2026-12-24".length)
}

function weeklyBoundaries(window: WindowRule, { date, weekday }: Day): WallTime[] {
  return window.allow
    .filter(({ days }) => days.includes(weekday))
    .flatMap(({ hours }) => hours.flatMap(({ from, to }) => [wallTime(date, from), wallTime(date, to)]))
}

function firstOf<T, R>(items: Iterable<T>, find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

function boundaries(window: WindowRule, times: readonly WallTime[]): number[] {
  return times.flatMap((time) => instantsOf(time, window.timezone))
}
