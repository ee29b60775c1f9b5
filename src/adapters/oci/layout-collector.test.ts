import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { describe, test } from "node:test"
import { setTimeout as wait } from "node:timers/promises"
import fc from "fast-check"
import { valueFrom } from "../../../test/support/assert-result.ts"
import { putLayeredImage, putSampleArtifact } from "../../../test/support/sample-image.ts"
import { planCollection } from "../../core/image/plan-collection.ts"
import { type Digest, digestOf, hexOf } from "../../core/shared/digest.ts"
import { AgedLayout, EVIDENCE_FOR, nothing, UNUSED_FOR } from "./testing/aged-layout.ts"

/** What the test knows of an image, by itself. */
interface Known {
  readonly digest: Digest
  readonly layers: readonly string[]
  usedAt: number
  names: Set<string>
  spokenAt: number
}

type Step =
  | { readonly do: "build"; readonly image: number }
  | { readonly do: "name" | "label"; readonly image: number; readonly name: number }
  | { readonly do: "speak" | "deploy" | "leave"; readonly image: number }
  | { readonly do: "wait"; readonly days: number }
  | { readonly do: "collect" }

const image = fc.nat(5)
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant("build" as const), image }),
    fc.record({ do: fc.constantFrom("name" as const, "label" as const), image, name: fc.nat(2) }),
    fc.record({ do: fc.constantFrom("speak" as const, "deploy" as const, "leave" as const), image }),
    fc.record({ do: fc.constant("wait" as const), days: fc.nat(20) }),
    fc.record({ do: fc.constant("collect" as const) }),
  ),
  { minLength: 5, maxLength: 40 },
)

const layersOf = (image: number) => [`base ${image % 2}`, `dependencies ${image % 3}`, `source ${image}`]
const nameOf = (step: { readonly do: string; readonly name: number }) =>
  step.do === "name" ? `web:v${step.name}` : `web:b${step.name}-0123456789ab`

describe("collecting what an image layout needs no more", () => {
  test("loses nothing that is needed, and leaves nothing that is not, whatever happened before", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        await using layout = await AgedLayout.open()
        const images = new Map<number, Known>()
        const deployed = new Set<number>()
        let statements = 0
        for (const step of [...history, { do: "collect" } as const]) await take(step)

        async function take(step: Step): Promise<void> {
          if (step.do === "wait") return layout.wait(step.days)
          if (step.do === "collect") return collect()
          if (step.do === "build") {
            const layers = layersOf(step.image)
            const { digest } = await layout.at(putLayeredImage(layout.registry, layers))
            const known = images.get(step.image)
            images.set(step.image, { names: new Set(), spokenAt: 0, ...known, digest, layers, usedAt: layout.now })
            return
          }
          const known = images.get(step.image)
          if (!known) return
          if (step.do === "deploy") deployed.add(step.image)
          if (step.do === "leave") deployed.delete(step.image)
          if (step.do === "speak") {
            const subject = valueFrom(await layout.registry.resolve(known.digest))
            await layout.at(putSampleArtifact(layout.registry, subject, `statement ${statements++}`))
            known.spokenAt = layout.now
          }
          if (step.do === "name" || step.do === "label") {
            valueFrom(await layout.at(layout.registry.name(known.digest, nameOf(step), { moves: true })))
            for (const other of images.values()) other.names.delete(nameOf(step))
            known.names.add(nameOf(step))
            known.usedAt = layout.now
          }
        }

        async function collect(): Promise<void> {
          const roots = [...deployed]
            .flatMap((at) => images.get(at) ?? [])
            .map(({ digest }) => ({ digest, why: "runs" }))
          await layout.collect({ roots, releases: [] })
          for (const [at, known] of images) if (!isNeeded(at, known)) images.delete(at)
          const listed = new Set(await layout.assertWhole())
          for (const { digest } of images.values()) assert.ok(listed.has(digest), "an image that is needed is gone")
          const stored = new Set(layout.blobs())
          const needed = new Set([...images.values()].flatMap(({ layers }) => layers))
          for (let at = 0; at < 6; at++) {
            for (const layer of layersOf(at)) {
              if (!needed.has(layer)) assert.ok(!stored.has(hexOf(digestOf(layer))), `${layer} is left`)
            }
          }
        }

        function isNeeded(at: number, { names, usedAt, spokenAt }: Known): boolean {
          const isNamed = [...names].some((name) => name.startsWith("web:v"))
          const { now } = layout
          return deployed.has(at) || isNamed || now - usedAt < UNUSED_FOR || now - spokenAt < EVIDENCE_FOR
        }
      }),
      { numRuns: 60 },
    )
  })

  test("killed at any point, it leaves what is listed whole, and the next time removes the rest", async () => {
    await using layout = await AgedLayout.open()
    const body = `
      for (let at = 0; ; at++) {
        for (let n = 0; n < 4; n++) await putLayeredImage(registry, ["base", at + " dependencies " + n, at + " source " + n])
        const kept = await putLayeredImage(registry, ["base", "kept " + at % 5])
        await registry.name(kept.digest, "web:v" + at % 5, { moves: true })
        console.log(at)
        const rules = { now: Date.now() + 1e9, unusedFor: 1, evidenceFor: 1 }
        const decide = async (inventory, blobs) => planCollection(inventory, blobs, { roots: [], releases: [] }, rules)
        const collected = await registry.collect({ decide, now: rules.now, dryRun: false })
        if (!collected.ok) throw new Error(collected.failure.message)
      }`
    for (let round = 0; round < 8; round++) {
      const child = startProcess(layout.folder, body)
      let seen = 0
      for await (const _ of createInterface({ input: child.stdout })) if (++seen > 6) break
      // Anywhere in the fraction of a second that building and collecting take.
      await wait(round * 3)
      child.kill("SIGKILL")
      await once(child, "close")
      await layout.assertWhole()
      for (let at = 0; at < 5; at++) valueFrom(await layout.registry.resolve(`web:v${at}`))
    }
    await layout.collect()
    assert.equal((await layout.assertWhole()).length, 5)
    // The base, and of each its layer, configuration and manifest.
    assert.equal(layout.blobs().length, 1 + 5 * 3)
  })

  test("beside somebody who stores the same things again, it takes nothing away from them", async () => {
    await using layout = await AgedLayout.open()
    const images = Array.from({ length: 12 }, (_, at) => layersOf(at))
    const body = `
      const { readdirSync, utimesSync } = await import("node:fs")
      const blobs = registry.folder + "/blobs/sha256/"
      for (let round = 0; round < 20; round++) {
        for (const layers of ${JSON.stringify(images)}) {
          const image = await putLayeredImage(registry, layers)
          const found = await registry.inventory()
          const own = found.value.manifests.find(({ digest }) => digest === image.digest)
          for (const { digest } of own.parts) if (!(await registry.readBlob(digest)).ok) throw new Error(digest)
        }
        // Now nobody counts on any of it.
        for (const name of readdirSync(blobs)) try { utimesSync(blobs + name, 0, 0) } catch {}
      }`
    const writer = startProcess(layout.folder, body)
    const ended = once(writer, "close")
    const rules = { unusedFor: 2 * 3_600_000, evidenceFor: 0 }
    let removed = 0
    while (writer.exitCode === null) {
      const now = Date.now()
      const { plan } = valueFrom(
        await layout.registry.collect({
          decide: async (inventory, blobs) => planCollection(inventory, blobs, nothing, { now, ...rules }),
          now,
          dryRun: false,
        }),
      )
      removed += plan.removed.length
    }
    assert.deepEqual(await ended, [0, null])
    await layout.assertWhole()
    assert.ok(removed > images.length, `only ${removed} images were removed`)
  })
})

/** A process that works on the layout. Its errors are shown. */
function startProcess(folder: string, body: string) {
  const from = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const text = `
    import { OciLayout } from ${from("./oci-layout.ts")}
    import { planCollection } from ${from("../../core/image/plan-collection.ts")}
    import { putLayeredImage } from ${from("../../../test/support/sample-image.ts")}
    const registry = new OciLayout(${JSON.stringify(folder)})
    ${body}`
  const options = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", text]
  return spawn(process.execPath, options, { stdio: ["ignore", "pipe", "inherit"] })
}
