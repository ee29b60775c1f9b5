import { z } from "zod"
import { isTag } from "../../core/shared/image-reference.ts"
import { nonsense } from "./registry-failure.ts"
import type { RemoteRepository } from "./remote-repository.ts"

const PAGE = 1000
const listSchema = z.object({ tags: z.array(z.string()).nullable() })

/** Every tag of a repository (distribution specification, Listing tags); none where it does not exist yet. */
export async function listTags(repository: RemoteRepository): Promise<readonly string[]> {
  const request = { what: `the tags of ${repository.shown}`, expects: [404] }
  const tags = await repository.list(`${repository.path("tags", "list")}?n=${PAGE}`, request, (content) => {
    try {
      return listSchema.parse(JSON.parse(content.toString("utf8"))).tags ?? []
    } catch {
      throw nonsense(repository.client.host, `answers with no list of tags for ${repository.shown}`)
    }
  })
  return (tags ?? []).filter(isTag)
}
