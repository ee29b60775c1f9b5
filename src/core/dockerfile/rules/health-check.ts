import type { Rule } from "./rule.ts"

/**
 * The image says how to see that it is well. Deployments ask `run.health` of slipway.yaml; whatever else runs the image
 * (docker run, Compose, a sidecar of a job) knows its HEALTHCHECK alone.
 */
export const healthCheck: Rule = function* ({ shipped, final, origin }) {
  const last = shipped.findLast(({ keyword }) => keyword === "HEALTHCHECK")
  const suggestion = "add 'HEALTHCHECK CMD ...', a command that exits with 0 when it is well"
  if (!last) {
    const unless = origin.image === "scratch" ? "" : `, unless ${origin.base.text} does`
    const message = `nothing says how to see that it is well${unless}`
    yield { code: "healthcheck-missing", message, at: final.base.at, suggestion }
  } else if (last.words[0]?.text.toUpperCase() === "NONE") {
    const message = "the health check is turned off"
    yield { code: "healthcheck-missing", message, at: last.words[0].at, suggestion }
  }
}
