import { Group, Stack, Text } from "@mantine/core"
import type { Schemas } from "../../api/client.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import styles from "../../parts/rows.module.css"
import { shortDigest } from "../../parts/short-digest.ts"
import { Mark } from "../../parts/state-mark.tsx"
import { dateAndTime } from "../../parts/times.ts"

/** Statements of one gate that are shown; a gate about many images rests on many. */
const MOST_STATEMENTS = 3

const STATES = {
  met: ["green", "met"],
  waiting: ["yellow", "waiting"],
  failed: ["red", "failed"],
  errored: ["orange", "nobody can tell"],
} as const

/** What is in the way comes first. */
const ORDER = ["errored", "failed", "waiting", "met"]

/** How a release stands to an environment: whether it was asked for, and each gate of each way in. */
export function Standing({ explanation }: { readonly explanation: Schemas["PromotionExplanation"] }) {
  const { isServing, promotion, waysIn, now } = explanation
  return (
    <Stack gap="md">
      {isServing && <Text size="sm">This is what serves here.</Text>}
      {!isServing && <Text size="sm">{askedText(promotion)}</Text>}
      {waysIn.map((way) => (
        <Stack key={way.trigger} gap="xs">
          <Text size="sm" fw={600}>
            <ForeignText text={`By way of: ${way.trigger}`} />
          </Text>
          {way.whyNot !== null && (
            <Text size="sm">
              <ForeignText text={`Not for this release: ${way.whyNot}`} />
            </Text>
          )}
          <ul className={styles.list}>
            {way.gates
              .toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
              .map((gate) => (
                <Gate key={`${gate.gate} ${gate.sentence}`} gate={gate} />
              ))}
          </ul>
          {way.earliest !== null && way.earliest > now && (
            <Text size="sm">It could open at the earliest on {dateAndTime(way.earliest)}.</Text>
          )}
        </Stack>
      ))}
    </Stack>
  )
}

function askedText(promotion: Schemas["PromotionExplanation"]["promotion"]): string {
  if (!promotion) return "Nobody has asked for it yet. Its gates are shown as if you did."
  const by = promotion.person === null ? "" : ` by ${promotion.person}`
  if (promotion.state === "waiting") return `It was asked for${by}, and waits.`
  return `It was asked for${by}: ${promotion.state}${promotion.note === null ? "" : ` (${promotion.note})`}.`
}

function Gate({ gate: { gate, state, sentence, who, opensAt, evidence = [] } }: { gate: Schemas["GateAnswer"] }) {
  const [color, text] = STATES[state]
  const rest = evidence.length - MOST_STATEMENTS
  return (
    <li className={styles.row}>
      <Group gap="xs">
        <Mark color={color} text={text} />
        <Text size="sm" fw={600}>
          {gate}
        </Text>
      </Group>
      <Text size="sm">
        <ForeignText text={sentence} />
      </Text>
      {state !== "met" && who.length > 0 && (
        <Text size="sm">
          <ForeignText text={`Who can act: ${who.join(", ")}`} />
        </Text>
      )}
      {opensAt !== undefined && <Text size="sm">Opens by itself on {dateAndTime(opensAt)}</Text>}
      {evidence.slice(0, MOST_STATEMENTS).map(({ statement, signer, at }) => (
        <Text key={statement} size="xs" c="dimmed" title={statement}>
          Statement <code>{shortDigest(statement)}</code> by <ForeignText text={signer} />, {dateAndTime(at)}
        </Text>
      ))}
      {rest > 0 && (
        <Text size="xs" c="dimmed">
          and {rest} more
        </Text>
      )}
    </li>
  )
}
