import type { CrossRule } from "./finding.ts"

/** What is published needs somewhere to go. */
export const checkPublish: CrossRule = function* ({ definition: { registry, publish }, complete }) {
  if (!publish || registry || !complete("registry")) return
  const message = "'publish' says from where images are published, but nothing says where to"
  const suggestion = "add 'registry: { url: registry.example.com/automation }'"
  yield { code: "registry-missing", message, path: ["publish"], on: "key", suggestion }
}
