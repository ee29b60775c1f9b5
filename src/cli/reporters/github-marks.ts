import { githubAnnotations } from "./github-annotations.ts"
import { githubCommand } from "./github-command.ts"
import type { GroupMarks } from "./group-marks.ts"

/**
 * Groups and annotations of GitHub Actions. Its runner obeys any line of output that looks like a command, so while
 * anything stands there that others wrote, it is told to obey nothing until a word comes that nobody can guess.
 *
 * @param newToken such a word, another one each time
 */
export function githubMarks(newToken: () => string): GroupMarks {
  let token = ""
  const stop = () => {
    token = newToken()
    return githubCommand("stop-commands", {}, token)
  }
  const resume = () => githubCommand(token, {}, "")
  return {
    open: (job) => githubCommand("group", {}, job) + stop(),
    close: () => resume() + githubCommand("endgroup", {}, ""),
    line: (text) => `${withoutOldCommands(text)}\n`,
    quote: (text) => stop() + text + resume(),
    annotations: githubAnnotations,
  }
}

/** The older form of commands is obeyed also in the middle of a line. */
function withoutOldCommands(line: string): string {
  return line.replaceAll("##[", "## [")
}
