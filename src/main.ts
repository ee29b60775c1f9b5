import packageJson from "../package.json" with { type: "json" }

const [first, ...rest] = process.argv.slice(2)

// Answered before anything else is loaded: scripts and editors ask for it often.
if (rest.length === 0 && (first === "--version" || first === "-V")) {
  process.stdout.write(`${packageJson.version}\n`)
} else {
  const { keepCompiled } = await import("./keep-compiled.ts")
  keepCompiled(process.env)
  const args = process.argv.slice(2)
  const isNaming = first === "image" && rest[0] === "name" && rest.length === 3
  const isBuilding = first === "image" && rest[0] === "build" && rest.length <= 3
  const isDone =
    (isNaming && (await (await import("./name-at-once.ts")).nameAtOnce(args))) ||
    (isBuilding && (await (await import("./build-at-once.ts")).buildAtOnce(args)))
  if (!isDone) {
    // Git is asked while the command line is loaded.
    const isRunning = first === "run" && !rest.includes("--help") && !rest.includes("-h")
    const { openWorkTree } = isRunning ? await import("./adapters/git/open-repository.ts") : {}
    const opening = openWorkTree?.(process.cwd())
    await (await import("./compose-cli.ts")).runCli(process.argv, opening)
  }
}
