import { readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { copySample } from "./copy-sample.ts"
import { runTool } from "./run-tool.ts"

const SCREENS = "services/front-door/config/screens.json"

/** A fresh git repository with the sample project, and what its developer does in it. */
export class DemoProject {
  readonly folder: string
  readonly #onLine: (line: string) => void

  private constructor(folder: string, onLine: (line: string) => void) {
    this.folder = folder
    this.#onLine = onLine
  }

  static async create(sample: string, folder: string, onLine: (line: string) => void): Promise<DemoProject> {
    await rm(folder, { recursive: true, force: true })
    await copySample(sample, folder)
    const project = new DemoProject(folder, onLine)
    await project.git("init", "--quiet", "--initial-branch=main")
    await project.git("config", "user.name", "Dana Developer")
    await project.git("config", "user.email", "dana@example.com")
    await project.git("add", "--all")
    await project.git("commit", "--quiet", "--message=Apply for a licence to use a bird hide")
    return project
  }

  git(...args: string[]): Promise<string> {
    return runTool(["git", ...args], { cwd: this.folder })
  }

  /** Pushes and shows what the server says meanwhile. */
  async push(...refs: string[]): Promise<void> {
    const onLine = (line: string) => {
      if (line.startsWith("remote: ")) this.#onLine(line.slice("remote: ".length).trimEnd())
    }
    await runTool(["git", "push", "slipway", ...refs], { cwd: this.folder, onLine })
  }

  /** Changes the title of the first screen, on a new branch. */
  async changeTitle(branch: string, title: string): Promise<void> {
    await this.git("checkout", "--quiet", "-b", branch)
    const file = join(this.folder, SCREENS)
    const text = await readFile(file, "utf8")
    await writeFile(file, text.replace(/"title": "[^"]*"/, `"title": ${JSON.stringify(title)}`))
    await this.git("commit", "--quiet", "--all", `--message=Call it '${title}'`)
  }

  async merge(branch: string): Promise<void> {
    await this.git("checkout", "--quiet", "main")
    await this.git("merge", "--quiet", "--no-ff", `--message=Merge ${branch}`, branch)
  }
}
