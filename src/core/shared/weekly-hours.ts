/** Days of the week by their ISO number, Monday is 1. */
export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const

export const MINUTES_OF_DAY = 24 * 60

/** Minutes since midnight, `from` included, `to` not. Over midnight `to` is beyond the day's 1440. */
export interface Hours {
  readonly from: number
  readonly to: number
}

/** Hours that come back every week, by the clock of some time zone. */
export interface WeeklyHours {
  /** ISO numbers of the days on which they begin, sorted. */
  readonly days: readonly number[]
  readonly hours: readonly Hours[]
}

const FORM = "days and hours are written 'Mon-Thu 09:00-16:00', 'Mon,Wed 09:00-12:00,13:00-17:00' or '22:00-02:00'"
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/

/** Reads `Mon-Thu 09:00-16:00`; without days it is every day. Returns what is wrong with it as a text. */
export function parseWeeklyHours(text: string): WeeklyHours | string {
  const [first = "", second, ...more] = text
    .trim()
    .replace(/\s*,\s*/g, ",")
    .split(/\s+/)
  if (more.length > 0 || first === "") return FORM
  const days = second === undefined ? [1, 2, 3, 4, 5, 6, 7] : parseDays(first)
  if (typeof days === "string") return days
  const hours = parseHours(second ?? first)
  return typeof hours === "string" ? hours : { days, hours }
}

/** Reads `09:00-12:00,13:00-17:00`. */
export function parseHours(text: string): readonly Hours[] | string {
  const hours: Hours[] = []
  for (const part of text.split(",")) {
    const [from, to, more] = part.split("-").map((time) => minutesOf(time))
    if (from === undefined || to === undefined || more !== undefined || from === MINUTES_OF_DAY) return FORM
    if (from === to) return `${part} is no time at all; the whole day is 00:00-24:00`
    hours.push({ from, to: to > from ? to : to + MINUTES_OF_DAY })
  }
  return hours
}

/** Minutes since midnight of `09:30`, or of `24:00`. */
export function minutesOf(text: string): number | undefined {
  if (text === "24:00") return MINUTES_OF_DAY
  const match = TIME.exec(text)
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined
}

function parseDays(text: string): readonly number[] | string {
  const days = new Set<number>()
  for (const part of text.split(",")) {
    const [first, last = first, more] = part.split("-")
    const [from, to] = [dayOf(first), dayOf(last)]
    if (more !== undefined || from === 0 || to === 0)
      return `'${part}' is no day or days: ${WEEKDAYS.join(", ")}, Mon-Thu`
    for (let day = from; ; day = (day % 7) + 1) {
      days.add(day)
      if (day === to) break
    }
  }
  return [...days].sort((a, b) => a - b)
}

/** 0 for what is no day. */
function dayOf(text: string | undefined): number {
  return WEEKDAYS.findIndex((day) => day.toLowerCase() === text?.toLowerCase()) + 1
}
