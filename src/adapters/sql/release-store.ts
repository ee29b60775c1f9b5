import type { Selectable } from "kysely"
import type { ReleaseName, ReleaseProvenance, ReleaseRecord, ReleaseStore } from "../../ports/store/release-store.ts"
import { containsText } from "./contains-text.ts"
import type { Schema } from "./schema.ts"
import type { Session } from "./session.ts"

const HEX = /^[0-9a-f]{1,64}$/

export function sqlReleaseStore(session: Session): ReleaseStore {
  const releases = () => session.db.selectFrom("release").selectAll()
  const provenances = () => session.db.selectFrom("releaseProvenance").selectAll()
  const names = () => session.db.selectFrom("releaseName").selectAll()
  return {
    async record({ digest, manifest, createdAt }, { release, commit, ref, run, event, at }) {
      await session.write("exclusive", async (db) => {
        await db
          .insertInto("release")
          .values({ digest, manifest: JSON.stringify(manifest), createdAt })
          .onConflict((conflict) => conflict.column("digest").doNothing())
          .execute()
        await db
          .insertInto("releaseProvenance")
          .values({ release, commit, ref, run, event, at })
          .onConflict((conflict) => conflict.columns(["release", "commit", "run"]).doNothing())
          .execute()
      })
    },
    async compose({ digest, manifest, createdAt }) {
      await session.write("exclusive", (db) =>
        db
          .insertInto("release")
          .values({ digest, manifest: JSON.stringify(manifest), createdAt })
          .onConflict((conflict) => conflict.column("digest").doNothing())
          .execute(),
      )
    },
    async get(digest) {
      const row = await releases().where("digest", "=", digest).executeTakeFirst()
      return row && toRelease(row)
    },
    async byPrefix(hex) {
      if (!HEX.test(hex)) return []
      // 'g' follows every hex digit; text is compared by its bytes.
      const query = releases().where("digest", ">=", `sha256:${hex}`).where("digest", "<", `sha256:${hex}g`)
      return (await query.orderBy("digest").execute()).map(toRelease)
    },
    async latest(limit) {
      return (await releases().orderBy("seq", "desc").limit(limit).execute()).map(toRelease)
    },
    async provenance(digest) {
      return (await provenances().where("release", "=", digest).orderBy("seq", "desc").execute()).map(toProvenance)
    },
    async byCommit(commit) {
      return (await provenances().where("commit", "=", commit).orderBy("seq", "desc").execute()).map(toProvenance)
    },
    async addName({ name, kind, release, commit, person, notes, createdAt, complete }) {
      return session.write("exclusive", async (db) => {
        const taken = await db.selectFrom("releaseName").selectAll().where("name", "=", name).executeTakeFirst()
        if (taken) return taken.release === release && taken.commit === commit && taken.kind === kind
        const values = { name, kind, release, commit, person, notes, createdAt, complete: complete ? 1 : 0 }
        await db.insertInto("releaseName").values(values).execute()
        return true
      })
    },
    async completeName(name) {
      await session.write("shared", (db) =>
        db.updateTable("releaseName").set({ complete: 1 }).where("name", "=", name).execute(),
      )
    },
    async dropName(name) {
      await session.write("shared", (db) =>
        db.deleteFrom("releaseName").where("name", "=", name).where("complete", "=", 0).execute(),
      )
    },
    async findName(name) {
      const row = await names().where("name", "=", name).executeTakeFirst()
      return row && toName(row)
    },
    async searchNames(text, limit) {
      const found = names().where(containsText("name", text)).orderBy("seq", "desc").limit(limit)
      return (await found.execute()).map(toName)
    },
    async names(release) {
      const query = release === undefined ? names() : names().where("release", "=", release)
      return (await query.orderBy("seq").execute()).map(toName)
    },
  }
}

function toRelease({ seq: _, ...row }: Selectable<Schema["release"]>): ReleaseRecord {
  return { ...row, manifest: JSON.parse(row.manifest) }
}

function toProvenance({ seq: _, ...row }: Selectable<Schema["releaseProvenance"]>): ReleaseProvenance {
  return row
}

function toName({ seq: _, ...row }: Selectable<Schema["releaseName"]>): ReleaseName {
  return { ...row, complete: row.complete === 1 }
}
