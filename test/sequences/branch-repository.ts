import { execFileSync } from "node:child_process"

const SEED = "create table items (id serial primary key); insert into items default values"

/** Branches of a bare repository, changed as pushes would, without a server that listens. */
export class BranchRepository {
  readonly #folder: string
  #commits = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The first commit of `main`, with this definition. */
  begin(definition: string): void {
    this.#move("main", this.#commit(this.#treeOf({ "slipway.yaml": definition, "web/package.json": "{}" }), []))
  }

  /** A new commit on a branch, made from `main` if it is not there yet. */
  push(branch: string): string {
    const base = this.tip(branch) ?? this.tip("main") ?? ""
    const files = {
      "slipway.yaml": this.#read(base, "slipway.yaml"),
      "web/package.json": `{"version":"${this.#commits}"}`,
    }
    return this.#move(branch, this.#commit(this.#treeOf(files), [base]))
  }

  merge(branch: string): void {
    this.#intoMain(branch, (main, tip) => [main, tip])
  }

  squash(branch: string): void {
    this.#intoMain(branch, (main) => [main])
  }

  delete(branch: string): void {
    if (this.tip(branch) !== undefined) this.#git("update-ref", "-d", `refs/heads/${branch}`)
  }

  branches(): readonly string[] {
    return this.#git("for-each-ref", "--format=%(refname:short)", "refs/heads").split("\n")
  }

  tip(branch: string): string | undefined {
    return this.#git("for-each-ref", "--format=%(objectname)", `refs/heads/${branch}`) || undefined
  }

  #intoMain(branch: string, parents: (main: string, tip: string) => readonly string[]): void {
    const main = this.tip("main")
    const tip = this.tip(branch)
    if (main !== undefined && tip !== undefined) this.#move("main", this.#commit(`${tip}^{tree}`, parents(main, tip)))
  }

  #commit(tree: string, parents: readonly string[]): string {
    const id = this.#git("rev-parse", tree)
    return this.#git("commit-tree", id, ...parents.flatMap((one) => ["-p", one]), "-m", `change ${++this.#commits}`)
  }

  #treeOf(files: Readonly<Record<string, string>>): string {
    const blob = (text: string) => this.#git({ input: text }, "hash-object", "-w", "--stdin")
    const web = `100644 blob ${blob(files["web/package.json"] ?? "")}\tpackage.json\n100644 blob ${blob(SEED)}\tseed.sql\n`
    const folder = this.#git({ input: web }, "mktree")
    const root = `100644 blob ${blob(files["slipway.yaml"] ?? "")}\tslipway.yaml\n040000 tree ${folder}\tweb\n`
    return this.#git({ input: root }, "mktree")
  }

  #read(commit: string, path: string): string {
    return `${this.#git("show", `${commit}:${path}`)}\n`
  }

  #move(branch: string, commit: string): string {
    this.#git("update-ref", `refs/heads/${branch}`, commit)
    return commit
  }

  #git(first: string | { readonly input: string }, ...rest: readonly string[]): string {
    const [input, args] = typeof first === "string" ? ["", [first, ...rest]] : [first.input, rest]
    const person = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    return execFileSync("git", [...person, ...args], { cwd: this.#folder, input, encoding: "utf8" }).trim()
  }
}
