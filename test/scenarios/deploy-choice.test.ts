import assert from "node:assert/strict"
import { it } from "node:test"
import { mockedProject } from "../support/mocked-project.ts"
import { ServerRig } from "../support/server-rig.ts"

const ENVIRONMENTS = `
environments:
  dev: { from: { branch: ["main", "feature/*"], when: manual }, target: local, verify: [answers] }
  qa: { from: { environment: dev }, target: local, verify: [answers] }
`

it("people choose what runs in dev, service by service, and a mixture goes no further", async (t) => {
  const rig = await ServerRig.start(t, mockedProject(t, ENVIRONMENTS))
  const { project } = rig
  const branch = async (name: string, files: Record<string, string>) => {
    project.git("checkout", "--quiet", "-b", name, "main")
    project.commit(files)
    assert.doesNotMatch(await rig.pushed(name), /deployment/)
  }
  const release = async (environment: string) => (await rig.environment(environment)).deployed?.release
  const refused = async (status: number, message: RegExp, ...args: readonly string[]) => {
    const before = await release("dev")
    const answer = await rig.slipway("deploy", ...args)
    assert.equal(answer.status, status, answer.stdout)
    assert.match(answer.stderr, message)
    assert.equal(await release("dev"), before)
  }
  await rig.pushed("main")
  await branch("feature/web", { "web/content": "new" })
  await branch("feature/crm", { "crm/content": "newer" })
  await branch("topic/other", { "web/content": "other" })

  const whole = await rig.succeed("deploy", "feature/web", "dev")
  assert.match(whole, /answers against dev/)
  await rig.serves("dev", "new", "web")
  await rig.serves("dev", "real", "crm")
  await rig.serves("qa", "new", "web")
  const inQa = await release("qa")
  assert.equal(inQa, await release("dev"))

  const mixture = await rig.succeedAs("alice", "deploy", "feature/web", "dev", "--service", "crm=feature/crm")
  assert.match(mixture, /verification of .* in dev succeeded/, "each switch starts the tests")
  await rig.serves("dev", "new", "web")
  await rig.serves("dev", "newer", "crm")
  const mixed = await release("dev")
  assert.notEqual(mixed, inQa)
  assert.equal(await release("qa"), inQa, "a mixture is promoted nowhere")
  assert.match((await rig.environment("dev")).deployed?.version ?? "", /^mixture /)
  for (const text of ["dev", mixed ?? ""]) {
    const asked = await rig.slipway("promote", text, "qa")
    assert.equal(asked.status, 1)
    assert.match(asked.stderr, /is a mixture: no single commit has built these images/)
    assert.match((await rig.slipway("release", "1.0.0", "--of", text)).stderr, /is a mixture/)
  }
  const { body } = await rig.api("GET", "/audit")
  const act = (body as { person: string; action: string; detail: string | null }[]).find(
    ({ action, person }) => action === "deploy" && person === "alice",
  )
  assert.equal(act?.detail, `crm of ${project.git("rev-parse", "feature/crm").slice(0, 12)}`)

  await refused(1, /'qa' is not for people to choose/, "feature/web", "qa")
  await refused(
    1,
    /'dev' does not take this: .* built from topic\/other/,
    "main",
    "dev",
    "--service",
    "web=topic/other",
  )
  await refused(2, /no service 'shop'[\s\S]*services are/, "main", "dev", "--service", "shop=feature/crm")
  await refused(2, /no mock of a service 'web'[\s\S]*there are mocks of crm/, "main", "dev", "--mock", "web")
  await refused(2, /write <service>=<release>/, "main", "dev", "--service", "web")

  await rig.succeed("deploy", "main", "dev", "--mock", "crm")
  await rig.serves("dev", "mock", "crm")
  assert.equal(await release("qa"), inQa, "what was verified beside a mock does not count")

  project.git("checkout", "--quiet", "main")
  for (const name of ["feature/web", "feature/crm"]) project.git("merge", "--quiet", "--no-ff", "--message=merge", name)
  await rig.pushed("main")
  await rig.succeed("deploy", "main", "dev")
  assert.equal(await release("dev"), mixed, "the same images are the same release, whoever put them together")
  await rig.serves("qa", "newer", "crm")
  assert.equal(await release("qa"), mixed)
})
