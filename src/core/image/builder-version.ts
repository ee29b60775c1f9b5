/**
 * Version of everything that turns the same files into the same bytes: this builder's rules, and the exact version of the
 * compressor. A change of either makes new images, so it is a fact of every image's fingerprint.
 */
export const BUILDER_VERSION = "node-image/3 fflate/0.8.3"

/** Of images that a Dockerfile makes: what reaches its build, and how the result is kept. */
export const DOCKERFILE_BUILDER = "dockerfile/1"

/** Level of gzip; with fflate's fixed version it decides the bytes of layers. 6 would take 28 % longer for 4 % less. */
export const COMPRESSION_LEVEL = 4
