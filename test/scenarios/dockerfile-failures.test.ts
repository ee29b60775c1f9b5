import assert from "node:assert/strict"
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs"
import { delimiter, join } from "node:path"
import { test } from "node:test"
import { OciLayout } from "../../src/adapters/oci/oci-layout.ts"
import { valueFrom } from "../support/assert-result.ts"
import { BASE, dockerfileProject } from "../support/dockerfile-project.ts"
import { outputOf } from "../support/run-rig.ts"
import { until } from "../support/until.ts"

const SOUND = `FROM ${BASE}\nCOPY main.txt /main.txt\nRUN cat /main.txt\n`

test("images that cannot be built by their Dockerfile", { timeout: 300_000 }, async (t) => {
  const project = await dockerfileProject(t, "secrets: []", { "web/Dockerfile": SOUND, "web/main.txt": "first" })
  if (!project) return
  const { engine, rig } = project
  const registry = new OciLayout(join(rig.folder, ".slipway", "images"))
  const withImage = (text: string) =>
    rig.git("show", "HEAD:slipway.yaml").replace(/secrets: \[.*?\].*? \}/, `${text} }`)
  const run = async (files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) => {
    rig.commit(files)
    return rig.start(["run", "--format=plain"], env).ended
  }
  const nothingIsKept = async () => assert.deepEqual(valueFrom(await registry.names()), [])

  await t.test("failed: a step says no, and its output is in the log", async () => {
    const { status, stdout } = await run({
      "web/Dockerfile": `FROM ${BASE}\nRUN echo so far; exit 7\nRUN echo never\n`,
    })
    assert.equal(status, 1)
    assert.match(outputOf("web:image", stdout).join("\n"), /so far/)
    assert.match(stdout, /web:image > failed .*the Dockerfile of web cannot be built: .*exit code: 7/)
    await nothingIsKept()
  })

  const refused: Readonly<Record<string, readonly [files: Readonly<Record<string, string>>, why: RegExp]>> = {
    "there is no Dockerfile": [
      { "slipway.yaml": withImage("secrets: [], file: Containerfile") },
      /there is no web\/Containerfile/,
    ],
    "it copies what is ignored": [
      { "slipway.yaml": withImage("secrets: []"), "web/Dockerfile": SOUND, "web/.dockerignore": "main.txt\n" },
      /main\.txt.*not found/,
    ],
    "it has no such stage": [
      { "slipway.yaml": withImage("secrets: [], target: final"), "web/.dockerignore": "" },
      /target stage final could not be found/,
    ],
    "it keeps a secret": [
      {
        "slipway.yaml": withImage("secrets: [TOKEN]"),
        "web/Dockerfile": `FROM ${BASE}\nRUN --mount=type=secret,id=TOKEN cat /run/secrets/TOKEN > /token\n`,
      },
      /the image holds the secret TOKEN, in a layer/,
    ],
  }
  for (const [what, [files, why]] of Object.entries(refused)) {
    await t.test(`failed: ${what}`, async () => {
      const { status, stdout } = await run(files, { TOKEN: "correct-horse-battery" })
      assert.equal(status, 1, stdout)
      assert.match(stdout, why)
      await nothingIsKept()
    })
  }

  await t.test("errored: the secret is not there", async () => {
    const { status, stdout } = await run({ "web/main.txt": "second" })
    assert.equal(status, 3, stdout)
    assert.match(stdout, /the secret TOKEN is not set/)
  })

  await t.test("errored: what it starts from cannot be had", async () => {
    const { status, stderr } = await run({
      "slipway.yaml": withImage("secrets: []"),
      "web/Dockerfile": "FROM nowhere:1\n",
    })
    assert.equal(status, 3)
    assert.match(stderr, /image nowhere:1 cannot be had/)
  })

  await t.test("errored: there is no engine", async () => {
    const pinned = `FROM ${BASE}@sha256:${"a".repeat(64)}\n`
    const { status, stdout } = await run({ "web/Dockerfile": pinned }, { DOCKER_HOST: "unix:///nowhere" })
    assert.equal(status, 3)
    assert.match(stdout, /web:image > errored .*no Docker engine answers at \/nowhere/)
  })

  await t.test("canceled: nothing of the build goes on", async () => {
    rig.commit({ "web/Dockerfile": `FROM ${BASE}\nRUN echo it runs && sleep 600.25\n` })
    const running = rig.start(["run", "--format=plain"])
    await running.waitFor(" it runs\n")
    assert.ok(commandLines().some((line) => line.includes("sleep 600.25")))
    running.process.kill("SIGINT")
    const { status, stdout } = await running.ended
    assert.equal(status, 130, stdout)
    await until("the step has ended", () => !commandLines().some((line) => line.includes("sleep 600.25")))
    await nothingIsKept()
  })

  await t.test("without a client for BuildKit: built by the classic builder, which gets no secrets", async () => {
    const PATH = pathWithout("docker", join(rig.home, "programs"))
    const sound = await run({ "web/Dockerfile": SOUND, "web/main.txt": "classic" }, { PATH })
    assert.equal(sound.status, 0, sound.stdout)
    assert.match(outputOf("web:image", sound.stdout).join("\n"), /Step 3\/3 : RUN cat \/main\.txt\n(.*\n)*classic/)
    const failing = await run({ "web/Dockerfile": `FROM ${BASE}\nRUN exit 7\n` }, { PATH })
    assert.equal(failing.status, 1)
    assert.match(failing.stdout, /web:image > failed .*returned a non-zero code: 7/)
    const secret = await run(
      { "slipway.yaml": withImage("secrets: [TOKEN]") },
      { PATH, TOKEN: "correct-horse-battery" },
    )
    assert.equal(secret.status, 3)
    assert.match(
      secret.stdout,
      /no docker client that speaks to BuildKit, and without it a Dockerfile cannot read secrets/,
    )
    assert.equal(await engine.docker("ps", "--all", "--quiet"), "")
  })
})

/** A PATH with all programs of this process's own but one. */
function pathWithout(program: string, folder: string): string {
  mkdirSync(folder)
  const known = new Set([program])
  for (const place of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of namesIn(place)) {
      if (known.has(name) || !isExecutable(join(place, name))) continue
      known.add(name)
      symlinkSync(join(place, name), join(folder, name))
    }
  }
  return folder
}

/** Of every process of this machine, those in containers among them. */
function commandLines(): string[] {
  const processes = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))
  return processes.flatMap((id) => {
    try {
      return [readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ")]
    } catch {
      return []
    }
  })
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
