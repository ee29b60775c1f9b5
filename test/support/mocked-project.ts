import type { TestContext } from "node:test"
import { RunRig } from "./run-rig.ts"
import { tinyFiles } from "./tiny-project.ts"

const SERVICES = `version: 1
project: demo
services:
  web: { directory: web, image: { builder: node }, run: { port: 3000, health: / }, needs: [crm], public: true }
  crm:
    directory: crm
    image: { builder: node }
    setup: touch set-up
    mock: { run: test -e set-up && exec node mock.js }
    run: { port: 3001, health: / }
    public: true
tests: { answers: { directory: web, run: 'node -e "fetch(process.env.CRM_URL)"' } }
targets: { local: { kind: process } }
`

/** Two services, of which `web` needs `crm`, whose mock says that it is one; `rest` is the definition behind them. */
export function mockedProject(t: TestContext, rest: string): RunRig {
  const web = tinyFiles("")
  const crm = Object.fromEntries(
    Object.entries(web).flatMap(([path, text]) =>
      path.startsWith("web/") ? [[path.replace("web/", "crm/"), text.replace('"web"', '"crm"')]] : [],
    ),
  )
  const mock = { "crm/mock.js": (crm["crm/server.js"] ?? "").replace("response.end(content)", 'response.end("mock")') }
  return RunRig.withFiles(t, { ...web, ...crm, ...mock, "crm/content": "real", "slipway.yaml": SERVICES + rest })
}
