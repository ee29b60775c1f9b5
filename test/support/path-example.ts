import assert from "node:assert/strict"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { TestContext } from "node:test"
import type { MatrixCell } from "../../src/app/server/status.ts"
import { parseDefinition } from "../../src/core/definition/parse-definition.ts"
import { valueFrom } from "./assert-result.ts"
import { filesOfDefinition, saying } from "./path-example-files.ts"
import { RunRig } from "./run-rig.ts"
import { request, ServerRig } from "./server-rig.ts"

const examples = join(import.meta.dirname, "..", "..", "examples", "paths")

interface PathExampleOptions {
  readonly main: string
  readonly files?: Readonly<Record<string, string>>
  /** Of the server's environment: secrets that targets name. */
  readonly variables?: Readonly<Record<string, string>>
  readonly prepare?: (rig: RunRig) => void
}

interface Said {
  readonly text: string
  readonly environment: Readonly<Record<string, string>>
}

/** One of the teams of `examples/paths` at work: its definition as it is, with small services. */
export class PathExample {
  readonly rig: ServerRig
  readonly project: RunRig

  private constructor(rig: ServerRig) {
    this.rig = rig
    this.project = rig.project
  }

  /** With a server, and a first commit on `main` that is not pushed yet. */
  static async start(
    t: TestContext,
    name: string,
    { main, files = {}, variables = {}, prepare }: PathExampleOptions,
  ): Promise<PathExample> {
    const yaml = readFileSync(join(examples, name, "slipway.yaml"), "utf8")
    const definition = valueFrom(parseDefinition(yaml, { file: "slipway.yaml" }))
    const project = new RunRig(t)
    Object.assign(project.variables, variables)
    project.git("init", "--quiet", `--initial-branch=${main}`)
    project.commit({ ...filesOfDefinition(definition), ...files, "slipway.yaml": yaml })
    prepare?.(project)
    return new PathExample(await ServerRig.start(t, project))
  }

  /** Makes a service say something, on a branch that is new unless it is there already. */
  change(branch: string, directory: string, text: string, from = "HEAD"): string {
    this.checkOut(branch, from)
    return this.project.commit({ [join(directory, "text.js")]: saying(text) })
  }

  checkOut(branch: string, from = "HEAD"): void {
    const exists = this.project.git("branch", "--list", branch) !== ""
    this.project.git("checkout", "--quiet", ...(exists ? [branch] : ["-b", branch, from]))
  }

  /** Merges a branch into another and pushes that; returns what the server said. */
  async merge(branch: string, into: string): Promise<string> {
    this.checkOut(into)
    this.project.git("merge", "--quiet", "--no-ff", `--message=Merge ${branch}`, branch)
    return this.rig.pushed(into)
  }

  /** The same with a branch that may have to be made first, of what is merged. */
  mergeInto(into: string, branch: string): Promise<string> {
    if (this.project.git("branch", "--list", into) === "") {
      this.project.git("branch", into, branch)
      return this.rig.pushed(into)
    }
    return this.merge(branch, into)
  }

  async refusesPush(message: RegExp, ...args: readonly string[]): Promise<void> {
    const before = this.project.git("ls-remote", this.rig.gitFolder)
    const { status, stderr } = await this.rig.push(...args)
    assert.equal(status, 1, stderr)
    assert.match(stderr, message)
    assert.equal(this.project.git("ls-remote", this.rig.gitFolder), before)
  }

  /** A command that must fail, saying this. */
  async refuses(message: RegExp, person: string, ...args: readonly string[]): Promise<void> {
    const { status, stdout, stderr } = await this.rig.slipwayAs(person, ...args)
    assert.equal(status, 1, `slipway ${args.join(" ")}\n${stdout}${stderr}`)
    assert.match(stdout + stderr, message)
  }

  /** What runs in an environment: digest and commit of the release, or null. */
  async runs(environment: string): Promise<{ release: string; commit: string } | null> {
    const { deployed } = await this.rig.environment(environment)
    return deployed && { release: deployed.release, commit: deployed.commit }
  }

  /** What a service in an environment says, with its environment variables. */
  async says(environment: string, service: string): Promise<Said> {
    const response = await request(await this.rig.environment(environment), service)
    return (await response.json()) as Said
  }

  /** What a service said, private ones too, when a suite last ran against its environment. */
  heard(environment: string, service: string): Said {
    return JSON.parse(readFileSync(join(this.project.home, `heard-in-${environment}`), "utf8"))[service]
  }

  async cell(environment: string, service: string): Promise<MatrixCell> {
    const cell = (await this.rig.environment(environment)).cells.find((one) => one.service === service)
    assert(cell, `${service} does not run in ${environment}`)
    return cell
  }

  /** Suites that run against environments wait until they are let go. */
  hold(): void {
    writeFileSync(join(this.project.home, "hold"), "")
  }

  letGo(): void {
    rmSync(join(this.project.home, "hold"))
  }
}
