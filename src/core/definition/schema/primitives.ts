import { z } from "zod"
import { parseDuration } from "../../shared/duration.ts"

/** A name that becomes part of host names, labels and folders: a DNS label of at most 40 characters. */
export const nameSchema = z
  .string()
  .regex(
    /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/,
    "a name is lower-case letters, digits and '-', at most 40, starting with a letter",
  )
  // The one name of this form that every JavaScript object already has.
  .refine((name) => name !== "constructor", "this name is reserved")

/** The name of an environment variable (POSIX: letters, digits and '_'). */
export const variableNameSchema = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "a variable's name is letters, digits and '_', not starting with a digit")

/** Milliseconds, more than none, written as `500ms`, `30s`, `10m`, `72h` or `2d`. */
export const durationSchema = z
  .string()
  .regex(/^[1-9]\d{0,5}(ms|s|m|h|d)$/, "a duration is a number and a unit: 500ms, 30s, 10m, 72h, 2d")
  .transform((text) => parseDuration(text) ?? 0)

/** Far below the 24.8 days that a timer of the platform can count. */
const LONGEST_TIMEOUT = 24 * 3_600_000

/** A duration after which a process is stopped: at most 24 hours. */
export const timeoutSchema = durationSchema.refine(
  (milliseconds) => milliseconds <= LONGEST_TIMEOUT,
  "a timeout is at most 24h",
)

/** Bytes, written as `256MiB` or `1GiB`. */
export const sizeSchema = z
  .string()
  .regex(/^[1-9]\d{0,5}(KiB|MiB|GiB)$/, "a size is a number and a unit: 512KiB, 256MiB, 1GiB")
  .transform(
    (text) => Number.parseInt(text, 10) * { K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[text.at(-3) as "K" | "M" | "G"],
  )

/** A folder or file below the repository's root: relative, `/` between its parts, no `..`. */
export const pathSchema = z
  .string()
  .min(1)
  .max(400)
  .refine(
    isInsidePath,
    "a path is relative to the repository's root and stays inside it: no leading '/', no '..', no '\\'",
  )

/** A glob over repository paths (picomatch syntax: `*`, `**`, `?`, `{a,b}`). With `!` it would match all the rest. */
export const globSchema = pathSchema.refine(
  (glob) => !glob.startsWith("!"),
  "a glob says what belongs to it: it cannot begin with '!'",
)

/** A glob below a job's directory or, with a `/` in front, below the repository's root. */
export const inputGlobSchema = z
  .string()
  .min(1)
  .max(400)
  .refine((glob) => globSchema.safeParse(glob.replace(/^\//, "")).success, {
    error: "a glob is below the job's directory or, with one '/' in front, the repository's root: no '..', no '!'",
  })

/** A file or folder below a service's directory or, with a `/` in front, below the repository's root: `/` itself. */
export const placeSchema = z
  .string()
  .min(1)
  .max(400)
  .refine((place) => place === "/" || pathSchema.safeParse(place.replace(/^\//, "")).success, {
    error: "a place is below the service's directory or, with one '/' in front, the repository's root: no '..'",
  })

/** A pattern over branch or tag names: `*` stands for anything but `/`, `**` for anything. */
export const refPatternSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\s~^:?[\\]+$/, "a pattern holds what a ref name may hold, and '*'")
  // Keeps matching cheap, whoever names the branch.
  .refine((pattern) => (pattern.match(/\*+/g)?.length ?? 0) <= 6, "a pattern holds at most 6 stars")

/** A command line, given to `sh -c` in the job's directory. It comes from the definition, never from a ref. */
export const commandSchema = z.string().min(1).max(10_000)

export const percentSchema = z.number().min(0).max(100)

export const emailSchema = z
  .string()
  .max(254)
  .regex(/^[^@\s]+@[^@\s]+$/, "an e-mail address has one '@' and no space")

function isInsidePath(path: string): boolean {
  return !path.startsWith("/") && !/[\\\0]/.test(path) && !path.split("/").includes("..")
}
