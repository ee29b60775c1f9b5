import { harmless } from "./paint.ts"

/** A piece of a job's log as lines that start with the job's name. */
export function sanitiseLog(job: string, text: string): string {
  const lines = text.replace(/\n$/, "").split("\n")
  return lines.map((line) => `${job} | ${harmless(line)}\n`).join("")
}
