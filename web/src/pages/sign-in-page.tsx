import { Button, Center, Code, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import { signIn } from "../api/session.ts"
import { Problem } from "../parts/problem.tsx"

export function SignInPage() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [token, setToken] = useState("")
  const entering = useMutation({
    mutationFn: () => signIn(queries, token.trim()),
    onSuccess: () => navigate({ to: "/", replace: true }),
  })
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" w="100%" maw={420} radius="md">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            entering.mutate()
          }}
        >
          <Stack>
            <Title order={1} size="h2">
              Sign in to Slipway
            </Title>
            <PasswordInput
              label="Token"
              autoComplete="current-password"
              required
              withAsterisk={false}
              autoFocus
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
            />
            {entering.error && <Problem error={entering.error} />}
            <Button type="submit" loading={entering.isPending} disabled={token.trim() === ""}>
              Sign in
            </Button>
            <Text size="sm" c="dimmed">
              <Code>slipway up</Code> shows the owner's token at its first start. The owner makes everybody else's:{" "}
              <Code>slipway token create name</Code>
            </Text>
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}
