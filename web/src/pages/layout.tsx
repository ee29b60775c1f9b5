import { ActionIcon, Button, Group, Text, useComputedColorScheme, useMantineColorScheme } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet, useNavigate, useRouteContext } from "@tanstack/react-router"
import { useEffect } from "react"
import { sessionQuery } from "../api/queries.ts"
import { signOut } from "../api/session.ts"
import { ConnectionSign, LostConnection } from "../live/connection-sign.tsx"
import { PageLink } from "../parts/page-link.tsx"
import { Search } from "../parts/search-dialog.tsx"
import styles from "./layout.module.css"

/** What is around every page but the one to sign in. */
export function Layout() {
  const { live } = useRouteContext({ from: "/signed-in" })
  useEffect(() => {
    live.open()
    return live.close
  }, [live])
  const session = useQuery(sessionQuery)
  return (
    <>
      <header className={styles.header}>
        <Group gap="md" wrap="nowrap" miw={0}>
          <Link to="/" className={styles.name}>
            Slipway
          </Link>
          <Text truncate visibleFrom="xs">
            {session.data?.project}
          </Text>
          <PageLink to="/runs" search={{}} size="sm">
            Runs
          </PageLink>
        </Group>
        <Group gap="sm" wrap="nowrap">
          <Search />
          <ConnectionSign live={live} />
          <SchemeSwitch />
          <Person name={session.data?.person ?? ""} />
        </Group>
      </header>
      <main className={styles.main}>
        <LostConnection live={live} />
        <Outlet />
      </main>
    </>
  )
}

function SchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme()
  const next = useComputedColorScheme("light") === "dark" ? "light" : "dark"
  return (
    <ActionIcon variant="default" size="lg" aria-label={`Use ${next} colours`} onClick={() => setColorScheme(next)}>
      <span aria-hidden>{next === "dark" ? "☾" : "☀"}</span>
    </ActionIcon>
  )
}

function Person({ name }: { readonly name: string }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const leave = async () => {
    await signOut(queries)
    await navigate({ to: "/sign-in" })
  }
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" fw={600} visibleFrom="sm">
        {name}
      </Text>
      <Button variant="default" size="xs" onClick={() => void leave()}>
        Sign out
      </Button>
    </Group>
  )
}
