import { InvalidArgumentError, Option } from "commander"
import { parseDuration } from "../../core/shared/duration.ts"

const DAY = 86_400_000

/** A duration with a default of so many days. */
export function daysOption(flags: string, what: string, days: number): Option {
  return new Option(flags, what).argParser(duration).default(days * DAY, `${days}d`)
}

/** `--prune-every <duration>`: milliseconds, or null for `never`. */
export function pruneEveryOption(): Option {
  return new Option("--prune-every <duration>", "remove images that nothing needs so often, or never")
    .argParser((text: string) => (text === "never" ? null : duration(text)))
    .default(DAY, "1d")
}

function duration(text: string): number {
  const milliseconds = parseDuration(text)
  if (milliseconds === undefined) throw new InvalidArgumentError("a duration is a number and a unit, like 12h or 7d.")
  return milliseconds
}
