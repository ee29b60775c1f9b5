import { Checkbox, Group, NativeSelect, Stack, Title } from "@mantine/core"
import type { Choice } from "../../api/acts-queries.ts"
import type { Schemas } from "../../api/client.ts"
import { plainText } from "../../parts/plain-text.ts"
import { shortDigest } from "../../parts/short-digest.ts"

type Candidate = Schemas["Candidate"]

interface ChoiceFormProps {
  readonly candidates: readonly Candidate[]
  readonly choice: Choice
  readonly onChange: (choice: Choice) => void
}

/** A release to begin with; for each service another one's image, or its mock. */
export function ChoiceForm({ candidates, choice, onChange }: ChoiceFormProps) {
  const base = candidates.find(({ release }) => release === choice.release)
  const services = Object.keys(base?.images ?? {}).sort()
  const options = candidates.map((candidate) => ({ value: candidate.release, label: nameOf(candidate) }))
  const take = (service: string, release: string) => {
    const { [service]: _, ...others } = choice.services
    onChange({ ...choice, services: release === "" ? others : { ...others, [service]: release } })
  }
  const mock = (service: string, isMocked: boolean) => {
    const others = choice.mocks.filter((one) => one !== service)
    onChange({ ...choice, mocks: isMocked ? [...others, service] : others })
  }
  return (
    <Stack gap="md">
      <NativeSelect
        label="Release"
        description="All services are taken from it, unless you say otherwise below"
        data={options}
        value={choice.release}
        onChange={({ currentTarget }) => onChange({ ...choice, release: currentTarget.value, services: {}, mocks: [] })}
      />
      <Stack component="section" gap="sm" aria-labelledby="services">
        <Title order={2} size="h3" id="services">
          Services
        </Title>
        {services.map((service) => (
          <Group key={service} gap="md" align="flex-end">
            <NativeSelect
              label={service}
              flex="1 1 260px"
              maw={520}
              data={[
                { value: "", label: "of the release above" },
                ...options.filter(({ value }) => hasService(candidates, value, service)),
              ]}
              value={choice.services[service] ?? ""}
              onChange={({ currentTarget }) => take(service, currentTarget.value)}
            />
            {base?.mocks.includes(service) && (
              <Checkbox
                label={`Mock instead of ${service}`}
                pb={8}
                checked={choice.mocks.includes(service)}
                onChange={({ currentTarget }) => mock(service, currentTarget.checked)}
              />
            )}
          </Group>
        ))}
      </Stack>
    </Stack>
  )
}

function hasService(candidates: readonly Candidate[], release: string, service: string): boolean {
  return candidates.some((one) => one.release === release && one.images[service] !== undefined)
}

/** In an option there is room for text only. */
function nameOf({ release, names, sources, subject, author }: Candidate): string {
  return plainText([...names, ...sources, `${subject} (${author})`, shortDigest(release)].join(" · "))
}
