import { Option } from "commander"

/** How a command answers: for people, or for programs. */
export type OutputFormat = "text" | "json"

/** `--format text|json`. */
export function formatOption(): Option {
  return new Option("--format <format>", "how to answer").choices(["text", "json"]).default("text")
}
