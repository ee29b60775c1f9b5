import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { baseImages } from "./base-images.ts"

const build = { args: { VERSION: "24", EMPTY: "" }, platform: "linux/arm64" }

/** Values of values: the last one would be of 2^40 letters. */
const endless = Array.from({ length: 40 }, (_, index) => `ARG A${index + 1}=$A${index}$A${index}\n`).join("")

const cases: readonly (readonly [what: string, text: string, images: readonly string[]])[] = [
  ["nothing", "", []],
  ["one base", "FROM node:24\n", ["node:24"]],
  ["another case, and a comment before it", "# x\nfrom node:24 as a\n", ["node:24"]],
  ["several stages, one of which starts from another", "FROM a AS Build\nFROM b\nFROM build\n", ["a", "b"]],
  ["a stage that is called like an image used before it", "FROM a\nFROM b AS a\nFROM a\n", ["a", "b"]],
  ["nothing at all to start from", "FROM scratch\nCOPY x /x\n", []],
  ["a default of a build argument", "ARG TAG=22\nFROM node:$TAG\n", ["node:22"]],
  ["a build argument that is given", `ARG VERSION=22\nFROM node:\${VERSION}-slim\n`, ["node:24-slim"]],
  ["one that is made of others", `ARG VERSION\nARG BASE=node:\${VERSION}\nFROM $BASE\n`, ["node:24"]],
  ["one without any value", "ARG TAG\nFROM node:$TAG\nFROM b\n", ["b"]],
  ["a word instead of an empty one", `ARG EMPTY=x\nFROM node:\${EMPTY:-22}\${EMPTY:+y}\n`, ["node:22"]],
  ["an argument inside a stage, which counts there alone", "FROM a\nARG TAG=1\nFROM node:$TAG\n", ["a"]],
  ["the platform", "FROM --platform=$TARGETPLATFORM node:$TARGETARCH\n", ["node:arm64"]],
  ["what is copied from another image", "FROM a\nCOPY --from=b:1 --chown=1 /x /x\nCOPY --from=0 /y /y\n", ["a", "b:1"]],
  ["what is mounted from another image", "FROM a\nRUN --mount=type=bind,from=b,target=/b cp /b/x /x\n", ["a", "b"]],
  ["what a heredoc says", "FROM a\nRUN <<EOF\nFROM b\nEOF\nFROM c\n", ["a", "c"]],
  ["lines that go on", "FROM \\\n  # why\n  a \\\n  AS b\nFROM b\n", ["a"]],
  ["another sign for lines that go on", "# escape=`\nFROM `\n  a\nRUN x `\n  FROM b\n", ["a"]],
  ["the frontend", "# syntax=docker/dockerfile:1.7\nFROM a\n", ["a", "docker/dockerfile:1.7"]],
  ["what would have no end", `ARG A0=aa\n${endless}FROM $A40\nFROM b\n`, ["b"]],
  ["a text that is too large to be one", `FROM a\n${"#\n".repeat(200_000)}`, []],
  ["lines that end as on Windows", "ARG TAG=1\r\nFROM a:$TAG\r\nFROM b\r\n", ["a:1", "b"]],
]

describe("the images that a Dockerfile builds on", () => {
  for (const [what, text, images] of cases) it(what, () => assert.deepEqual(baseImages(text, build), images))
})
