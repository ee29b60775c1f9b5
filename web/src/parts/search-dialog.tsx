import { Button, Group, Kbd, Stack, Text, TextInput } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { type KeyboardEvent, useEffect, useState } from "react"
import { searchQuery } from "../api/release-queries.ts"
import { Dialog } from "./dialog.tsx"
import { ForeignText } from "./foreign-text.tsx"
import { Problem } from "./problem.tsx"
import styles from "./search.module.css"
import { placeOf } from "./search-place.ts"

/** Milliseconds without a key until it is searched. */
const TYPED = 120

/** In the header: a way to everything that has a name. Ctrl-K or ⌘K opens it from anywhere. */
export function Search() {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return
      event.preventDefault()
      setOpen(true)
    }
    document.addEventListener("keydown", onKeyDown)
    return () => document.removeEventListener("keydown", onKeyDown)
  }, [])
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setOpen(true)} aria-keyshortcuts="Control+K Meta+K">
        Search
        <Kbd ml={8} size="xs" visibleFrom="sm" aria-hidden>
          Ctrl K
        </Kbd>
      </Button>
      {isOpen && <SearchDialog onClose={() => setOpen(false)} />}
    </>
  )
}

function SearchDialog({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate()
  const [text, setText] = useState("")
  const [chosen, setChosen] = useState(0)
  const [wanted] = useDebouncedValue(text.trim(), TYPED)
  const { data, error } = useQuery({ ...searchQuery(wanted), placeholderData: keepPreviousData })
  const found = wanted === "" ? [] : (data ?? [])
  const go = (index: number) => {
    const place = found[index] && placeOf(found[index])
    if (!place) return
    onClose()
    void navigate(place)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && found.length > 0) {
      event.preventDefault()
      setChosen((chosen + step + found.length) % found.length)
    }
    if (event.key === "Enter") go(chosen)
  }
  return (
    <Dialog title="Search" onClose={onClose}>
      <Stack gap="sm">
        <TextInput
          data-autofocus
          aria-label="Search for environments, releases, branches, runs and services"
          placeholder="Environment, release, branch, run or service"
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls="found"
          aria-activedescendant={found.length > 0 ? `found-${chosen}` : undefined}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setChosen(0)
          }}
          onKeyDown={onKeyDown}
        />
        {error && <Problem error={error} />}
        <div id="found" role="listbox" aria-label="Found" className={styles.found} tabIndex={-1}>
          {found.map((one, index) => (
            <div
              key={`${one.kind} ${one.id} ${one.name}`}
              id={`found-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className={styles.option}
              onClick={() => go(index)}
              onKeyDown={onKeyDown}
            >
              <Group gap="sm" justify="space-between" wrap="nowrap">
                <span className={styles.name}>
                  <ForeignText text={one.name} />
                </span>
                <span className={styles.kind}>{one.kind}</span>
              </Group>
              {one.detail !== "" && (
                <span className={styles.detail}>
                  <ForeignText text={one.detail} />
                </span>
              )}
            </div>
          ))}
        </div>
        <Text role="status" size="sm" c="dimmed">
          {wanted !== "" && data !== undefined && found.length === 0
            ? "Nothing has such a name, digest or number."
            : ""}
        </Text>
      </Stack>
    </Dialog>
  )
}
