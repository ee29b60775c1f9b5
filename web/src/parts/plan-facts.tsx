import { Stack, Text } from "@mantine/core"
import type { Schemas } from "../api/client.ts"
import { CommitList } from "./commit-list.tsx"
import { Facts } from "./facts.tsx"
import { ForeignText } from "./foreign-text.tsx"
import { shortDigest } from "./short-digest.ts"

type Plan = Omit<Schemas["PromotionPlan"], "explanation">
type ServiceChange = Plan["change"]["services"][number]

/** All that a deployment would change, and what follows it. */
export function PlanFacts({ plan }: { readonly plan: Plan }) {
  const { commits, change, missingSecrets, resources, target, strategy, standsBy, verify, after, fallsBack, undo } =
    plan
  const secrets = [
    ...missingSecrets.map((name) => `${name}: not set, so that nothing would be started`),
    ...change.secrets.map(secretText),
    ...resources.flatMap((resource) => resource.secrets),
  ]
  return (
    <Stack gap="md">
      <Facts
        facts={[
          ["Images", <Lines key="images" texts={change.services.map(serviceText)} />],
          ["Variables", <Lines key="variables" texts={change.variables.map(variableText)} none="none changes" />],
          ["Secrets", <Lines key="secrets" texts={secrets} none="none changes" />],
          ["Resources", <Lines key="resources" texts={resources.map(resourceText)} none="none are needed" />],
          ["Schema", <Lines key="schema" texts={resources.flatMap(migrationText)} none="stays as it is" />],
          [
            "Deployment",
            `${strategy} on ${target.name} (${target.kind})${standsBy ? ", serves once somebody switches" : ""}`,
          ],
          ["Tests", verify.length > 0 ? verify.join(", ") : "none run against it"],
          ...(after.length > 0 ? [["Then", after.join(", ")] as const] : []),
          ["If it fails", fallsBack ? "it falls back by itself" : "a person decides"],
          [
            "To undo it",
            undo ? `roll back to ${undo.names.at(-1) ?? shortDigest(undo.release)}` : "nothing to go back to",
          ],
        ]}
      />
      <CommitList commits={commits} />
    </Stack>
  )
}

function Lines({ texts, none = "" }: { readonly texts: readonly string[]; readonly none?: string }) {
  if (texts.length === 0) return none
  return texts.map((text) => (
    <Text key={text} size="sm">
      <ForeignText text={text} />
    </Text>
  ))
}

function serviceText({ service, change, from, to, isMocked }: ServiceChange): string {
  const image = (digest: string | null) => (digest === null ? "nothing" : shortDigest(digest))
  const words = {
    added: `${image(to)}, new`,
    removed: `${image(from)}, ends`,
    image: `${image(from)} → ${image(to)}`,
    run: `${image(to)}, started anew`,
    unchanged: `${image(to)}, unchanged`,
  }
  return `${service}: ${words[change]}${isMocked ? " (its mock runs)" : ""}`
}

function secretText({ name, change }: Plan["change"]["secrets"][number]): string {
  return { added: `${name}: new`, changed: `${name}: another value`, removed: `${name}: no more` }[change]
}

function variableText({ name, from, to }: Plan["change"]["variables"][number]): string {
  if (from === null) return `${name}: ${JSON.stringify(to)}, new`
  return to === null
    ? `${name}: ${JSON.stringify(from)}, no more`
    : `${name}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`
}

function resourceText({ resource, kind, isNew }: Plan["resources"][number]): string {
  return `${resource} (${kind}), ${isNew ? "is made" : "is there"}`
}

function migrationText({ resource, migrate }: Plan["resources"][number]): readonly string[] {
  return migrate === null ? [] : [`${resource}: ${migrate}`]
}
