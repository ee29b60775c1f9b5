import { OciLayout } from "../../src/adapters/oci/oci-layout.ts"
import { publisherOpener } from "../../src/adapters/oci-registry/open-publisher.ts"
import { isDigest } from "../../src/core/shared/digest.ts"
import { unwrap } from "../../src/core/shared/result.ts"

/** Publishes one image and prints the most memory that this took, in KiB. */
const [host = "", images = "", image = ""] = process.argv.slice(2)
if (!isDigest(image)) throw new Error(`${image} is no digest`)
const publisher = publisherOpener(new OciLayout(images), {})({ url: `${host}/shop` }, ["web"])
const signal = new AbortController().signal
unwrap(await publisher.publish({ service: "web", image, tag: "memory", moves: true, beside: [], signal }))
console.log(process.resourceUsage().maxRSS)
