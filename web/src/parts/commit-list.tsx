import { Stack, Text } from "@mantine/core"
import type { Schemas } from "../api/client.ts"
import { ForeignText } from "./foreign-text.tsx"
import styles from "./rows.module.css"
import { dateAndTime } from "./times.ts"

/** The commits between what runs and what would. */
export function CommitList({ commits }: { readonly commits: Schemas["PromotionPlan"]["commits"] }) {
  if (commits === null) return <Text size="sm">Git cannot tell which commits are between the two.</Text>
  const { brings, takesBack, isCut } = commits
  if (brings.length + takesBack.length === 0) return <Text size="sm">It is the same commit that runs.</Text>
  return (
    <Stack gap="sm">
      {brings.length > 0 && <Commits title="Commits that it brings" commits={brings} />}
      {takesBack.length > 0 && <Commits title="Commits that it takes back" commits={takesBack} />}
      {isCut && <Text size="sm">There are more.</Text>}
    </Stack>
  )
}

function Commits({ title, commits }: { readonly title: string; readonly commits: readonly Schemas["CommitLine"][] }) {
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <ul className={styles.list} aria-label={title}>
        {commits.map(({ commit, author, subject, at }) => (
          <li key={commit} className={styles.row}>
            <Text size="sm">
              <ForeignText text={subject} />
            </Text>
            <Text size="xs" c="dimmed">
              <code>{commit.slice(0, 12)}</code> <ForeignText text={author} />, {dateAndTime(at)}
            </Text>
          </li>
        ))}
      </ul>
    </Stack>
  )
}
