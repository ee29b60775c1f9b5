import { linkOptions } from "@tanstack/react-router"
import type { Schemas } from "../api/client.ts"

/** The page of something that was found. */
export function placeOf({ kind, id, name }: Schemas["Found"]) {
  switch (kind) {
    case "environment":
      return linkOptions({ to: "/environments/$environment", params: { environment: id }, search: {} })
    case "service":
      return linkOptions({ to: "/", search: id === "" ? {} : { at: id, service: name } })
    case "release":
    case "branch":
      return linkOptions({ to: "/releases/$release", params: { release: id } })
    case "run":
      return linkOptions({ to: "/runs/$run", params: { run: id }, search: {} })
  }
}
