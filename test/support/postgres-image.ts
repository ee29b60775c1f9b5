import { readdirSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import type { DockerEngine } from "./docker-engine.ts"
import { makeSystemImage, SMALL_SYSTEM } from "./system-image.ts"

/** As the official image does it: a database cluster with this user and password, then the server. */
const ENTRY = (binaries: string) => `
set -e
echo "$POSTGRES_PASSWORD" > /tmp/password
${binaries}/initdb -D /tmp/data -U "$POSTGRES_USER" -A scram-sha-256 --pwfile=/tmp/password --no-sync --locale=C
echo "host all all all scram-sha-256" >> /tmp/data/pg_hba.conf
exec ${binaries}/postgres -D /tmp/data -c listen_addresses='*' -c fsync=off -k /tmp
`

/** Makes the image `postgres` from this system's own PostgreSQL; `binaries` is its folder of programs. */
export async function makePostgresImage(engine: DockerEngine, binaries: string): Promise<void> {
  const library = join(dirname(binaries), "lib")
  const version = basename(dirname(binaries))
  const programs = ["initdb", "postgres", "pg_isready"].map((name) => join(binaries, name))
  const modules = readdirSync(library).filter((name) => /^(plpgsql|dict_snowball)\.so$/.test(name))
  await makeSystemImage(engine, "postgres", {
    files: [...SMALL_SYSTEM, ...programs, ...modules.map((name) => join(library, name))],
    folders: [join("/usr/share/postgresql", version), "/usr/share/zoneinfo"],
    texts: { "/entry": ENTRY(binaries), "/etc/passwd": "postgres:x:1000:1000::/tmp:/bin/sh\n" },
    changes: ["USER 1000:1000", "EXPOSE 5432", 'ENTRYPOINT ["/bin/sh", "/entry"]'],
  })
}
