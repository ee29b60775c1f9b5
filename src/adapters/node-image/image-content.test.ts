import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { digestOf } from "../../core/shared/digest.ts"
import { unpackImage } from "../oci/unpack-image.ts"
import { ImageRig } from "./testing/image-rig.ts"

const MANIFEST = { "package.json": JSON.stringify({ name: "shop", main: "main.js" }), "main.js": "" }

describe("what of a checkout is in the image", () => {
  test("what the package publishes, without tests", async (t) => {
    const rig = new ImageRig(t, {
      "package.json": JSON.stringify({ name: "shop", main: "main.js", files: ["lib", "!lib/internal", "*.json"] }),
      "main.js": "",
      "lib/a.js": "",
      "lib/a.test.js": "",
      "lib/internal/b.js": "",
      "config.json": "",
      "README.md": "",
    })
    const image = valueFrom(await rig.build())
    assert.deepEqual(rig.paths(image), ["app/config.json", "app/lib/a.js", "app/main.js", "app/package.json"])
  })

  test("the commit's files and what needed jobs made, nothing else that lies there", async (t) => {
    const rig = new ImageRig(t, { ...MANIFEST, "notes.txt": "", "dist/a.js": "", "dist/b.map": "", "tmp/x": "" })
    const image = valueFrom(
      await rig.build({
        files: ["package.json", "main.js"],
        outputs: [{ directory: ".", globs: ["dist/**"] }],
      }),
    )
    assert.deepEqual(rig.paths(image), ["app/dist/a.js", "app/dist/b.map", "app/main.js", "app/package.json"])
    const named = valueFrom(await rig.build({ image: { files: ["main.js", "tmp"] } }))
    assert.deepEqual(rig.paths(named), ["app/main.js", "app/package.json", "app/tmp/x"])
  })

  test(".dockerignore leaves out, and brings back", async (t) => {
    const rig = new ImageRig(t, {
      ...MANIFEST,
      ".dockerignore": "# notes\n*.md\n!README.md\n**/*.log\nsecret\n!secret/public.txt\n/docs/\n  tmp?  \n",
      "README.md": "",
      "CHANGES.md": "",
      "deep/er/NOTES.md": "",
      "a.log": "",
      "deep/er/b.log": "",
      "secret/key.pem": "",
      "secret/public.txt": "",
      "deep/secret/kept": "",
      "docs/a.txt": "",
      "tmp1/x": "",
      "tmp/x": "",
    })
    const paths = rig.paths(valueFrom(await rig.build()))
    assert.deepEqual(
      paths,
      [
        ".dockerignore",
        "README.md",
        "deep/er/NOTES.md",
        "deep/secret/kept",
        "main.js",
        "package.json",
        "secret/public.txt",
        "tmp/x",
      ].map((path) => `app/${path}`),
    )
  })

  test("the nearest .dockerignore counts, for what lies below it; a malformed one is told by its line", async (t) => {
    const rig = new ImageRig(t, {
      ".dockerignore": "services\n",
      "services/shop/package.json": MANIFEST["package.json"],
      "services/shop/main.js": "",
      "services/shop/.dockerignore": "*.txt\n.dockerignore\n",
      "services/shop/a.txt": "",
    })
    const image = valueFrom(await rig.build({ directory: "services/shop" }))
    assert.deepEqual(rig.paths(image), ["app/services/shop/main.js", "app/services/shop/package.json"])
    rig.write({ "services/shop/.dockerignore": "*.txt\n[a-\n" })
    const failure = failureFrom(await rig.build({ directory: "services/shop" }), "image-build-failed")
    assert.match(failure.message, /\.dockerignore:2: malformed pattern \[a-/)
  })

  test("what it would start and .dockerignore leaves out is told now", async (t) => {
    const rig = new ImageRig(t, { ...MANIFEST, ".dockerignore": "main.js\n" })
    assert.match(
      failureFrom(await rig.build(), "image-build-failed").message,
      /would start main\.js, which is not part/,
    )
  })

  test("links inside are kept as they are, also those to nothing; links that lead out are refused", async (t) => {
    const rig = new ImageRig(t, { ...MANIFEST, "lib/a.js": "" })
    symlinkSync("lib", join(rig.checkout, "folder"))
    symlinkSync("../main.js", join(rig.checkout, "lib/up"))
    symlinkSync("nowhere", join(rig.checkout, "dangling"))
    const contents = rig.contents(valueFrom(await rig.build()))
    assert.equal(contents["app/folder"], "-> lib")
    assert.equal(contents["app/lib/up"], "-> ../main.js")
    assert.equal(contents["app/dangling"], "-> nowhere")
    for (const [name, target] of [
      ["lib/out", "../../x"],
      ["absolute", "/etc/passwd"],
      ["hidden", "lib/../../x"],
    ] as const) {
      symlinkSync(target, join(rig.checkout, name))
      const { message } = failureFrom(await rig.build(), "image-build-failed")
      assert.match(message, new RegExp(`the link ${name} leads out of the image`))
      execFileSync("rm", [join(rig.checkout, name)])
    }
  })

  test("pipes and names that no layer can hold are refused", async (t) => {
    const rig = new ImageRig(t, { ...MANIFEST })
    execFileSync("mkfifo", [join(rig.checkout, "pipe")])
    assert.match(failureFrom(await rig.build(), "image-build-failed").message, /pipe is neither a file nor a link/)
    execFileSync("rm", [join(rig.checkout, "pipe")])
    rig.write({ "back\\slash": "" })
    assert.match(failureFrom(await rig.build(), "image-build-failed").message, /has a name that images cannot hold/)
  })

  test("long, deep and foreign names, large and empty files arrive whole", async (t) => {
    const files: Record<string, string> = {
      [`${"n".repeat(99)}`]: "99",
      [`${"n".repeat(255)}`]: "255",
      [`${`${"d".repeat(60)}/`.repeat(12)}deep.txt`]: "deep",
      "naïve/日本語/𝒳 😀.txt": "unicode",
      "a\nb": "line",
      'quo"te $(x)': "quote",
      "tail ": "space",
      empty: "",
      large: "0123456789".repeat(3_000_000),
    }
    const rig = new ImageRig(t, { ...MANIFEST, ...files })
    symlinkSync(`${"d".repeat(60)}/`.repeat(12), join(rig.checkout, "far"))
    const image = valueFrom(await rig.build())
    const contents = rig.contents(image)
    for (const path of Object.keys(files)) assert.equal(contents[`app/${path}`], "file", path)
    const { root } = valueFrom(await unpackImage(rig.registry, image.digest, join(rig.base, "unpacked")))
    for (const [path, content] of Object.entries(files)) {
      assert.equal(digestOf(readFileSync(join(root, "app", path))), digestOf(content), path)
    }
    assert.equal(readFileSync(join(root, "app/far/deep.txt"), "utf8"), "deep")
  })

  test("a file that a job has removed is missed by name", async (t) => {
    const rig = new ImageRig(t, { ...MANIFEST })
    const files = ["package.json", "main.js", "gone.js"]
    assert.match(failureFrom(await rig.build({ files }), "image-build-failed").message, /gone\.js is part of the image/)
  })

  test("a package.json that is none, or not there", async (t) => {
    const rig = new ImageRig(t, { "main.js": "" })
    assert.match(failureFrom(await rig.build(), "image-build-failed").message, /there is no package\.json/)
    rig.write({ "package.json": "{" })
    assert.match(failureFrom(await rig.build(), "image-build-failed").message, /package\.json is not a package\.json/)
    mkdirSync(join(rig.checkout, "sub/package.json"), { recursive: true })
    failureFrom(await rig.build({ directory: "sub" }), "image-build-failed")
  })

  test("a canceled build says so and leaves no image", async (t) => {
    const rig = new ImageRig(t, { ...MANIFEST })
    failureFrom(await rig.build({ signal: AbortSignal.abort() }), "canceled")
    assert.deepEqual(valueFrom(await rig.registry.names()), [])
  })
})
