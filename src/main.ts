import packageJson from "../package.json" with { type: "json" }

// Meant for this process (bin/slipway), not for npm and the like that it starts.
delete process.env.NODE_COMPILE_CACHE

const [first, ...rest] = process.argv.slice(2)

// Answered before anything else is loaded: scripts and editors ask for it often.
if (rest.length === 0 && (first === "--version" || first === "-V")) {
  process.stdout.write(`${packageJson.version}\n`)
} else {
  const { runCli } = await import("./compose-cli.ts")
  await runCli(process.argv)
}
