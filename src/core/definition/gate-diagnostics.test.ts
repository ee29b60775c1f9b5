import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { brief, diagnose, start, takeMarks } from "./fixtures/at-mark.ts"

const window = (allow: string, more = "") =>
  `${start}gates: { hours: { window: { timezone: UTC, allow: ${allow}${more} } } }\n`
const freeze = (entry: string) => `${start}gates: { still: { freeze: [${entry}] } }\n`
const people = "people: { bob: { roles: [manager] } }\n"
const target = "targets: { here: { kind: process } }\n"

const good: readonly (readonly [what: string, text: string])[] = [
  ["hours of days", window('"Mon-Thu 09:00-16:00"')],
  ["several hours, over midnight, every day", window('["22:00-02:00", "Mon,Wed 09:00-12:00, 13:00-24:00"]')],
  ["days over a weekend", window('"fri-mon 00:00-24:00"')],
  ["dates", window('"Mon 09:00-16:00"', ', also: [2026-11-28 10:00-14:00], except: ["2026-12-24/2027-01-02"]')],
  ["a freeze of days", freeze("{ from: 2026-12-20, to: 2027-01-02, reason: year end }")],
  ["a freeze of hours", freeze("{ from: 2026-12-20 18:00, to: 2026-12-20 24:00, reason: x, timezone: Asia/Tokyo }")],
  [
    "an override that expires",
    `${start}${people}gates: { hours: { freeze: [{ from: 2026-12-20, to: 2026-12-20, reason: x }], override: { role: manager }, expires: 4h } }\n`,
  ],
]

/** Texts with a mark where the diagnostic must stand, and what it says. */
const bad: readonly (readonly [what: string, text: string, message: RegExp, code?: string])[] = [
  ["no hours", window('«"Mon-Thu"'), /'Mon-Thu': days and hours are written 'Mon-Thu 09:00-16:00'/],
  ["hours without minutes", window('«"Mon 9-16"'), /'Mon 9-16': days and hours are written/],
  ["an hour that there is not", window('«"Mon 09:00-25:00"'), /'Mon 09:00-25:00': days and hours/],
  [
    "a day that there is not",
    window('["Mon 09:00-10:00", «"Mon-Thur 09:00-16:00"]'),
    /'Mon-Thur' is no day or days: Mon, Tue/,
  ],
  ["no time at all", window('«"Mon 09:00-09:00"'), /09:00-09:00 is no time at all; the whole day is 00:00-24:00/],
  ["nothing", window('«""'), /days and hours are written/],
  ["a date that there is not", window('"Mon 09:00-16:00"', ', except: [«"2026-02-30"]'), /there is no 2026-02-30/],
  [
    "dates the wrong way round",
    window('"Mon 09:00-16:00"', ', also: [«"2026-12-24/2026-12-20"]'),
    /2026-12-20 is before 2026-12-24/,
  ],
  ["a date of another form", window('"Mon 09:00-16:00"', ", also: [«24.12.2026]"), /a date is written '2026-12-24'/],
  [
    "a time zone with a mistake",
    `${start}gates: { hours: { window: { timezone: «Europe/Londn, allow: "Mon 09:00-16:00" } } }\n`,
    /a time zone has a name of the IANA database, like Europe\/London or UTC/,
  ],
  [
    "an offset for a time zone",
    `${start}gates: { hours: { window: { timezone: «"+01:00", allow: "Mon 09:00-16:00" } } }\n`,
    /a time zone has a name/,
  ],
  [
    "a freeze that ends before it begins",
    freeze("«{ from: 2026-12-20, to: 2026-12-19, reason: x }"),
    /it ends before it begins/,
  ],
  [
    "a freeze at no time",
    freeze("{ from: «soon, to: 2026-12-20, reason: x }"),
    /'soon': a time is written '2026-12-20' or/,
  ],
  ["a freeze without a reason", freeze("«{ from: 2026-12-20, to: 2026-12-20 }"), /'reason' is missing/, "key-missing"],
  [
    "an override of nothing",
    `${start}${people}gates: { hours: «{ override: { role: manager } } }\n`,
    /at least one condition/,
  ],
  [
    "an override by a role that nobody has",
    `${start}${people}gates: { fast: { soak: { in: uat, for: 1h }, override: { role: «boss } } }\n${target}environments: { uat: { from: { branch: main }, target: here } }\n`,
    /nobody has the role 'boss'/,
    "role-unheld",
  ],
  [
    "a review by a role that nobody has",
    `${start}${people}gates: { reviewed: { review: { role: «boss } } }\n`,
    /nobody has the role 'boss'/,
    "role-unheld",
  ],
  [
    "a right of a role that nobody has",
    `${start}${people}rights: { hold: manager, reject: «boss }\n`,
    /nobody has the role 'boss'/,
    "role-unheld",
  ],
  [
    "a soak where there is an environment per branch",
    `${start}gates: { fast: { soak: { in: «preview, for: 1h } } }\n${target}environments: { preview: { from: { branch: "a/*" }, ephemeral: {}, target: here } }\n`,
    /'preview' is ephemeral/,
    "environment-ephemeral",
  ],
  [
    "a soak where there is no environment",
    `${start}gates: { fast: { soak: { in: «uat, for: 1h } } }\n`,
    /'uat' is not an environment/,
    "environment-unknown",
  ],
  [
    "a queue of another kind",
    `${start}${target}environments: { uat: { from: { branch: main }, target: here, queue: «superseed } }\n`,
    /expected 'queue', 'supersede' or 'reject', found 'superseed'/,
  ],
]

describe("gates of time and people", () => {
  for (const [what, text] of good) test(`${what} is understood`, () => assert.deepEqual(diagnose(text).map(brief), []))

  for (const [what, marked, message, code = "value-invalid"] of bad) {
    test(`${what} is refused where it stands`, () => {
      const { text, places } = takeMarks(marked)
      const [diagnostic, ...more] = diagnose(text)
      assert.deepEqual([diagnostic && brief(diagnostic), more.length], [`${places[0]} ${code}`, 0])
      assert.match(diagnostic?.message ?? "", message)
    })
  }
})
