import { readText } from "./adapters/files/read-text.ts"
import { type CliContext, wantsColour } from "./cli/cli-context.ts"

/** What commands get of this process: its terminal, its folder, its environment. */
export function makeContext(): CliContext {
  const isTerminal = process.stdout.isTTY === true
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    env: process.env,
    isTerminal,
    colour: wantsColour(isTerminal, process.env),
    readText,
    readSecret: async (prompt) => (await import("./adapters/files/read-secret.ts")).readSecret(prompt),
    now: () => Date.now(),
    openRepository: async () => (await import("./adapters/git/open-repository.ts")).openRepository(process.cwd()),
    connect: async () => {
      const [{ findServer }, { HttpServerClient }] = await Promise.all([
        import("./adapters/http-client/find-server.ts"),
        import("./adapters/http-client/http-server-client.ts"),
      ])
      return new HttpServerClient(await findServer(process.cwd(), process.env))
    },
    setExitStatus: (status) => {
      process.exitCode = status
    },
  }
}
