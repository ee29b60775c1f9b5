import type { GroupMarks } from "./group-marks.ts"

const CLEAR = "\u001b[0K"

/**
 * GitLab's collapsible sections (docs.gitlab.com, "Custom collapsible sections"). A mark needs a carriage return and an
 * escape that sanitised lines do not hold, so that no job can forge one.
 */
export function gitlabMarks(): GroupMarks {
  let count = 0
  let section = ""
  return {
    open(job, at) {
      section = `slipway_${++count}_${job.replaceAll(/[^A-Za-z0-9]/g, "_")}`
      return `${CLEAR}section_start:${seconds(at)}:${section}[collapsed=true]\r${CLEAR}${job}\n`
    },
    close: (at) => `${CLEAR}section_end:${seconds(at)}:${section}\r${CLEAR}\n`,
    line: (text) => `${text}\n`,
    quote: (text) => text,
    annotations: () => "",
  }
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
