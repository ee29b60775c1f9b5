import packageJson from "../package.json" with { type: "json" }

const [first, ...rest] = process.argv.slice(2)

// Answered before anything else is loaded: scripts and editors ask for it often.
if (rest.length === 0 && (first === "--version" || first === "-V")) {
  process.stdout.write(`${packageJson.version}\n`)
} else {
  const { keepCompiled } = await import("./keep-compiled.ts")
  keepCompiled(process.env)
  const { runCli } = await import("./compose-cli.ts")
  await runCli(process.argv)
}
