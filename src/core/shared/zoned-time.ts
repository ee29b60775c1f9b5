import { Temporal } from "temporal-polyfill"
import type { WallTime } from "./date-span.ts"
import { WEEKDAYS } from "./weekly-hours.ts"

/** What the clocks of a time zone show at an instant. */
export interface LocalTime {
  readonly time: WallTime
  /** ISO number: Monday is 1. */
  readonly weekday: number
  /** Minutes since midnight. */
  readonly minute: number
}

/** What the clocks of a time zone (IANA name) show at an instant (milliseconds since 1970). */
export function localTimeAt(instant: number, zone: string): LocalTime {
  const there = at(instant, zone)
  const time = there.toPlainDateTime().toString({ smallestUnit: "minute" })
  return { time, weekday: there.dayOfWeek, minute: there.hour * 60 + there.minute }
}

/**
 * The instants at which clocks show a time: one, or two where they are put back over it. A time that they skip gives
 * those as far before and after the skip.
 */
export function instantsOf(time: WallTime, zone: string): readonly [earlier: number, later: number] {
  const there = Temporal.PlainDateTime.from(time)
  const instant = (disambiguation: "earlier" | "later") =>
    there.toZonedDateTime(zone, { disambiguation }).epochMilliseconds
  return [instant("earlier"), instant("later")]
}

/** When clocks are next put forward or back; undefined where that is not planned. */
export function nextClockChange(instant: number, zone: string): number | undefined {
  return at(instant, zone).getTimeZoneTransition("next")?.epochMilliseconds
}

/** For people: `Mon 2026-01-19 09:00 Europe/London`. */
export function formatInstant(instant: number, zone: string): string {
  const { time, weekday } = localTimeAt(instant, zone)
  return `${WEEKDAYS[weekday - 1]} ${time.replace("T", " ")} ${zone}`
}

function at(instant: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone)
}
