import { serviceSchema } from "../../../core/definition/schema/service-schema.ts"
import { OciLayout } from "../../oci/oci-layout.ts"
import { buildNodeImage } from "../build-node-image.ts"

/** Builds the image of a service without dependencies, as a process of its own: `<checkout> <layout>`; prints its digest. */
const [checkout = "", layout = ""] = process.argv.slice(2)
const built = await buildNodeImage(
  { registry: new OciLayout(layout), cacheFolder: `${layout}-cache`, environment: process.env },
  {
    checkout,
    service: "shop",
    definition: serviceSchema.parse({ directory: ".", image: { builder: "node" }, run: { port: 3000 } }),
    files: null,
    outputs: [],
    log: () => {},
    signal: new AbortController().signal,
  },
)
console.log(built.ok ? built.value.digest : built.failure.message)
