/** What is measured: a build that knows nothing, one after a source file was edited by a line, and one right after it. */
export const scenarios = ["cold", "edit", "unchanged"] as const
export type Scenario = (typeof scenarios)[number]
