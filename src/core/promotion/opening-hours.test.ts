import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { windowSchema } from "../definition/schema/time-schema.ts"
import { isOpenAt, nextChange } from "./opening-hours.ts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Instants as ISO texts. */
interface Case {
  readonly what: string
  readonly window: Parameters<typeof windowSchema.parse>[0]
  readonly at: string
  readonly isOpen: boolean
  readonly next: string | undefined
}

const london = (allow: string | string[], dates: object = {}) => ({ timezone: "Europe/London", allow, ...dates })

const cases: readonly Case[] = [
  {
    what: "before the hours of a day",
    window: london("Mon-Thu 09:00-16:00"),
    at: "2026-01-15T08:59Z",
    isOpen: false,
    next: "2026-01-15T09:00Z",
  },
  {
    what: "within them",
    window: london("Mon-Thu 09:00-16:00"),
    at: "2026-01-15T09:00Z",
    isOpen: true,
    next: "2026-01-15T16:00Z",
  },
  {
    what: "at their end, before a weekend",
    window: london("Mon-Thu 09:00-16:00"),
    at: "2026-01-15T16:00Z",
    isOpen: false,
    next: "2026-01-19T09:00Z",
  },
  {
    what: "in summer",
    window: london("Mon-Thu 09:00-16:00"),
    at: "2026-07-15T08:00Z",
    isOpen: true,
    next: "2026-07-15T15:00Z",
  },
  {
    what: "over a weekend in which clocks are put forward",
    window: london("Mon-Thu 09:00-16:00"),
    at: "2026-03-27T12:00Z",
    isOpen: false,
    next: "2026-03-30T08:00Z",
  },
  {
    what: "over midnight",
    window: london("Fri 22:00-02:00"),
    at: "2026-01-17T01:59Z",
    isOpen: true,
    next: "2026-01-17T02:00Z",
  },
  {
    what: "on the evening of another day than that of such hours",
    window: london("Fri 22:00-02:00"),
    at: "2026-01-17T22:00Z",
    isOpen: false,
    next: "2026-01-23T22:00Z",
  },
  {
    what: "hours that begin in the hour that is skipped",
    window: london("Sun 01:30-02:30"),
    at: "2026-03-28T12:00Z",
    isOpen: false,
    next: "2026-03-29T01:00Z",
  },
  {
    what: "hours that lie in the hour that is skipped",
    window: london("Sun 01:15-01:45"),
    at: "2026-03-28T12:00Z",
    isOpen: false,
    next: "2026-04-05T00:15Z",
  },
  {
    what: "hours that end in the hour that comes twice, in between",
    window: london("Sun 00:00-01:30"),
    at: "2026-10-25T00:40Z",
    isOpen: false,
    next: "2026-10-25T01:00Z",
  },
  {
    what: "several hours",
    window: london(["Mon,Wed 09:00-12:00,13:00-17:00", "Sat 10:00-11:00"]),
    at: "2026-01-14T12:30Z",
    isOpen: false,
    next: "2026-01-14T13:00Z",
  },
  {
    what: "a date that is closed",
    window: london("Mon-Fri 09:00-16:00", { except: ["2026-12-24/2027-01-02"] }),
    at: "2026-12-24T10:00Z",
    isOpen: false,
    next: "2027-01-04T09:00Z",
  },
  {
    what: "a date that is open besides",
    window: london("Mon-Thu 09:00-16:00", { also: ["2026-01-17 10:00-14:00"] }),
    at: "2026-01-16T10:00Z",
    isOpen: false,
    next: "2026-01-17T10:00Z",
  },
  {
    what: "a date that is both stays closed",
    window: london("Mon 09:00-16:00", { also: ["2026-01-17"], except: ["2026-01-17 00:00-12:00"] }),
    at: "2026-01-17T10:00Z",
    isOpen: false,
    next: "2026-01-17T12:00Z",
  },
  {
    what: "no end",
    window: { timezone: "UTC", allow: "00:00-24:00" },
    at: "2026-01-17T10:00Z",
    isOpen: true,
    next: undefined,
  },
  {
    what: "an opening in a far year",
    window: { timezone: "UTC", allow: "Mon 09:00-10:00", except: ["2026-01-01/2999-12-31"] },
    at: "2026-01-17T10:00Z",
    isOpen: false,
    next: "3000-01-06T09:00Z",
  },
]

describe("hours of a window", () => {
  for (const { what, window, at, isOpen, next } of cases) {
    it(`${what}: ${isOpen ? "open" : "closed"} until ${next ?? "for ever"}`, () => {
      const parsed = windowSchema.parse(window)
      assert.equal(isOpenAt(parsed, Date.parse(at)), isOpen)
      const change = nextChange(parsed, Date.parse(at))
      assert.equal(change && new Date(change).toISOString(), next && new Date(next).toISOString())
    })
  }
})

/** A window as a person would write it, and the instant from which it is looked at. */
const zones = ["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns"]
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
const quarter = fc.integer({ min: 0, max: 95 })
const clock = (quarters: number) =>
  `${String(Math.floor(quarters / 4)).padStart(2, "0")}:${String((quarters % 4) * 15).padStart(2, "0")}`
const hours = fc
  .tuple(quarter, quarter)
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => `${clock(from)}-${clock(to)}`)
const weekly = fc
  .tuple(fc.subarray(DAYS, { minLength: 1 }), fc.array(hours, { minLength: 1, maxLength: 2 }))
  .map(([days, times]) => `${days.join(",")} ${times.join(",")}`)
// Around the days on which clocks change, in both halves of the world.
const date = fc.constantFrom(
  "2026-03-08",
  "2026-03-28",
  "2026-03-29",
  "2026-04-05",
  "2026-10-04",
  "2026-10-25",
  "2026-11-01",
)
const oneOff = fc.oneof(
  date,
  fc.tuple(date, hours).map((parts) => parts.join(" ")),
)
const anyWindow = fc.record({
  timezone: fc.constantFrom(...zones),
  allow: fc.array(weekly, { minLength: 1, maxLength: 2 }),
  also: fc.array(oneOff, { maxLength: 2 }),
  except: fc.array(oneOff, { maxLength: 2 }),
})
const anyInstant = fc
  .tuple(date, fc.integer({ min: -30 * 60, max: 30 * 60 }))
  .map(([day, minutes]) => Date.parse(day) + minutes * MINUTE)

type WrittenWindow = { timezone: string; allow: string[]; also: string[]; except: string[] }

/** The naive reading: what the clock shows, compared with what is written, with nothing of the product in it. */
class Oracle {
  readonly #window: WrittenWindow
  readonly #clock: Intl.DateTimeFormat

  constructor(window: WrittenWindow) {
    this.#window = window
    this.#clock = new Intl.DateTimeFormat("en-CA", {
      timeZone: window.timezone,
      dateStyle: "short",
      timeStyle: "short",
      hourCycle: "h23",
    })
  }

  isOpen(instant: number): boolean {
    const [today = "", time = ""] = this.#clock.format(instant).split(", ")
    const before = new Date(Date.parse(today) - 24 * HOUR).toISOString().slice(0, 10)
    const inHours = (range: string, dayFits: (date: string) => boolean) => {
      const [from = "", to = ""] = range.split("-")
      if (from < to) return dayFits(today) && from <= time && time < to
      return (dayFits(today) && from <= time) || (dayFits(before) && time < to)
    }
    const onDate = (text: string) => {
      const [day = "", range] = text.split(" ")
      return range === undefined ? day === today : inHours(range, (one) => one === day)
    }
    const inWeek = (text: string) => {
      const [days = "", ranges = ""] = text.split(" ")
      const fits = (one: string) => days.split(",").includes(DAYS[(new Date(one).getUTCDay() + 6) % 7] ?? "")
      return ranges.split(",").some((range) => inHours(range, fits))
    }
    const { allow, also, except } = this.#window
    return !except.some(onDate) && (also.some(onDate) || allow.some(inWeek))
  }

  /** The first minute at which it is otherwise, within eight days. */
  nextChange(from: number): number | undefined {
    const isOpen = this.isOpen(from)
    const first = Math.floor(from / MINUTE) * MINUTE + MINUTE
    for (let instant = first; instant < from + 8 * 24 * HOUR; instant += MINUTE) {
      if (this.isOpen(instant) !== isOpen) return instant
    }
    return undefined
  }
}

it("is open, and opens and closes next, when a clock and the written hours say so minute by minute", () => {
  fc.assert(
    fc.property(anyWindow, anyInstant, (written, instant) => {
      const oracle = new Oracle(written)
      const window = windowSchema.parse(written)
      assert.equal(isOpenAt(window, instant), oracle.isOpen(instant))
      const expected = oracle.nextChange(instant)
      const change = nextChange(window, instant)
      if (expected !== undefined) assert.equal(change, expected)
      else assert.ok(change === undefined || change >= instant + 8 * 24 * HOUR)
    }),
    { numRuns: 150 },
  )
})
