import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { brief, takeMarks } from "../definition/fixtures/at-mark.ts"
import { type DockerfilePolicy, dockerfileRules, policiesSchema } from "../definition/schema/policy-schema.ts"
import { dockerfileTexts } from "./dockerfile-texts.ts"
import { type DockerfileOrigin, lintDockerfile } from "./lint-dockerfile.ts"

const PIN = `@sha256:${"a".repeat(64)}`
const policy = policiesSchema.parse({}).dockerfile

function lint(text: string, more: Partial<DockerfileOrigin> = {}) {
  const request = { target: null, args: {}, platform: "linux/amd64" } as const
  return lintDockerfile(text, { file: "Dockerfile", request, hasIgnoreFile: true, policy, ...more })
}

/** Only what a rule says. */
const only = (rule: string): DockerfilePolicy =>
  policiesSchema.parse({
    dockerfile: Object.fromEntries(Object.keys(dockerfileRules).map((code) => [code, code === rule ? "error" : "off"])),
  }).dockerfile

/** Dockerfiles with a mark where a rule finds something; without one it finds nothing. */
const cases: Readonly<Record<string, readonly string[]>> = {
  "base-latest": [
    "FROM «node",
    "FROM «node:latest",
    "FROM «registry.example.com:5000/team/node AS a",
    "ARG TAG=latest\nFROM «node:$TAG",
    `FROM node:24\nCOPY --chown=1 «--from=nginx /a /b`,
    `FROM node:latest${PIN}`,
    "FROM node:24",
    "FROM scratch",
    "FROM node:24 AS base\nFROM base",
    "ARG BASE\nFROM $BASE",
    "FROM node:24 AS a\nFROM node:24\nCOPY --from=a /a /a\nCOPY --from=0 /b /b",
  ],
  "base-unpinned": [
    "FROM «node:24",
    "FROM --platform=linux/amd64 «node:24-slim AS a",
    `ARG NODE=24\nFROM «node:\${NODE}`,
    `FROM node:24${PIN}\nCOPY «--from=nginx:1.27 /a /b`,
    `FROM node:24${PIN}`,
    `FROM node${PIN}`,
    "FROM node",
    "FROM scratch",
  ],
  "user-root": [
    "FROM «node:24",
    "FROM «scratch",
    "FROM node:24\nUSER «root",
    "FROM node:24\nUSER «0:0",
    "FROM node:24\nUSER node\nRUN a\nUSER «root:root",
    "FROM node:24\nARG WHO=root\nUSER «$WHO",
    "FROM node:24 AS a\nUSER «root\nFROM a",
    "FROM node:24 AS a\nUSER node\nFROM «node:24",
    "FROM node:24\nUSER node",
    "FROM node:24\nUSER root\nRUN a\nUSER 1000:1000",
    "FROM node:24 AS a\nUSER node\nFROM a",
    "FROM node:24 AS a\nFROM node:24\nUSER node",
    "FROM gcr.io/distroless/nodejs24:nonroot",
    "FROM node:24\nUSER $WHO",
    `FROM node:24\nENV WHO=node\nUSER \${WHO}`,
  ],
  "healthcheck-missing": [
    "FROM «node:24",
    "FROM node:24\nHEALTHCHECK «NONE",
    "FROM node:24 AS a\nHEALTHCHECK CMD a\nFROM «node:24",
    "FROM node:24\nHEALTHCHECK --interval=5s CMD curl -f localhost",
    "FROM node:24 AS a\nHEALTHCHECK CMD a\nFROM a",
  ],
  "build-tools-left": [
    "FROM debian\nRUN apt-get update && apt-get install -y --no-install-recommends curl «gcc g++",
    "FROM alpine\nRUN apk add «build-base=1.2 python3",
    "FROM alpine\nRUN apk --no-cache add --virtual .tools «make && make",
    "FROM fedora\nRUN <<EOF\ndnf -y install «openssl-devel\nmake\nEOF",
    'FROM debian\nRUN ["apt-get", "install", "«cmake"]',
    "FROM debian\nRUN sudo DEBIAN_FRONTEND=noninteractive apt-get install \\\n  # why\n  curl \\\n\n  «libpq-dev",
    "FROM debian\nRUN if true; then apt install «make; fi",
    "FROM «golang:1.24\nRUN go build",
    "FROM debian AS a\nRUN apt-get install «gcc\nFROM a",
    "FROM debian AS a\nRUN apt-get install gcc\nFROM debian\nCOPY --from=a /a /a",
    "FROM alpine\nRUN apk add --virtual .tools make gcc && make && apk del .tools",
    "FROM alpine\nRUN apk add -t .tools make && make && apk del .tools",
    "FROM debian\nRUN apt-get install -y gcc && make && apt-get purge -y gcc",
    "FROM debian\nRUN apt-get install -y gcc && make && apt-get purge -y --auto-remove",
    "FROM debian\nRUN apt-get install -y curl",
    "FROM debian\nRUN echo apt-get install gcc",
    "FROM golang:1.24 AS a\nFROM scratch\nCOPY --from=a /a /a",
  ],
  "secret-exposed": [
    "FROM a\nENV «DATABASE_PASSWORD=hunter2",
    "FROM a\nENV A=1 «API_KEY=x B=2",
    "FROM a\nENV «TOKEN some words",
    "ARG «NPM_TOKEN\nFROM a",
    "FROM a\nARG «github_token=x",
    "FROM a AS b\nARG «AUTH\nFROM a",
    "FROM a\nARG «SEED=AKIAABCDEFGHIJKLMNOP",
    "FROM a\nENV «KEYS='-----BEGIN RSA PRIVATE KEY-----'",
    `FROM a\nRUN curl -H «"Authorization: ghp_${"a".repeat(36)}" x`,
    "FROM a\nCOPY package.json «.npmrc ./",
    "FROM a\nCOPY «.env .",
    'FROM a\nADD ["«deploy/id_ed25519", "/root/.ssh/"]',
    "FROM a\nCOPY --from=b «/certs/server.key /x",
    "FROM a\nENV TOKEN=",
    "FROM a\nENV PUBLIC_KEY=x PASSWORD_FILE=/run/secrets/x TOKEN_URL=https://a KEYBOARD=us",
    "FROM a\nARG VERSION=1",
    "FROM a\nRUN --mount=type=secret,id=NPM_TOKEN npm ci",
    "FROM a\nCOPY .env.example cert.pub.pem ./",
    "FROM a\nCOPY a.txt /root/.npmrc",
  ],
  "ports-many": [
    "FROM a\nEXPOSE 80 «443",
    "FROM a\nEXPOSE 80\nEXPOSE 80/udp\nEXPOSE «81",
    "FROM a\nEXPOSE «8000-8010",
    "FROM a AS b\nEXPOSE 80\nFROM b\nEXPOSE «81",
    "FROM a\nEXPOSE 80",
    "FROM a\nEXPOSE 80/tcp 80/udp 80-80",
    "FROM a AS b\nEXPOSE 80\nFROM a\nEXPOSE 81",
  ],
  "package-cache-left": [
    "FROM a\nRUN «apt-get update && apt-get install -y curl",
    "FROM a\nRUN «apt-get update\nRUN rm -rf /var/lib/apt/lists/*",
    "FROM a\nRUN «apk add curl",
    "FROM a\nRUN «dnf -y install curl",
    "FROM a\nRUN «yum install -y curl; rm -rf /tmp/*",
    "FROM a\nRUN «zypper -n install curl",
    "FROM a\nRUN python3 -m venv /v && «/v/bin/pip install x",
    "FROM a\nRUN «python3 -m pip install x",
    "FROM a\nRUN «npm ci --omit=dev",
    "FROM a\nRUN corepack enable && «yarn",
    'FROM a\nRUN sh -c "«npm install"',
    "FROM a AS b\nRUN «npm ci\nFROM b",
    "FROM a\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
    "FROM a\nRUN apt-get update \\\n && apt-get install -y curl \\\n # tidy\n && rm -fr /var/lib/apt/lists/* /tmp/*",
    "FROM a\nRUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y curl",
    "FROM a\nRUN apk add --no-cache curl",
    "FROM a\nRUN --mount=type=cache,target=/var/cache/apk apk add curl",
    "FROM a\nRUN dnf -y install curl && dnf clean all",
    "FROM a\nRUN yum install -y curl && rm -rf /var/cache/yum",
    "FROM a\nRUN pip install --no-cache-dir x",
    "FROM a\nENV PIP_NO_CACHE_DIR=1\nRUN pip install x",
    "FROM a\nRUN npm ci && npm cache clean --force",
    "FROM a\nRUN --mount=type=cache,target=/root/.npm npm ci",
    "FROM a AS b\nRUN npm ci\nFROM a\nCOPY --from=b /a /a",
    "FROM a\nRUN npm run build",
    "FROM a\n# RUN npm ci\nRUN echo 'npm ci' # npm ci",
  ],
}

describe("a Dockerfile", () => {
  for (const [rule, texts] of Object.entries(cases)) {
    for (const marked of texts) {
      const { text, places } = takeMarks(marked)
      it(`${places.length > 0 ? "breaks" : "keeps"} ${rule}: ${JSON.stringify(text).slice(0, 100)}`, () => {
        const found = lint(text, { policy: only(rule) }).map(brief)
        assert.deepEqual(
          found,
          places.map((place) => `${place} ${rule}`),
        )
      })
    }
  }

  it("needs a .dockerignore where it copies from the context", () => {
    const missing = { hasIgnoreFile: false, policy: only("dockerignore-missing") }
    assert.deepEqual(lint("FROM a\nCOPY --from=b /a /a\nCOPY . .", missing).map(brief), ["3:1 dockerignore-missing"])
    assert.deepEqual(lint('FROM a AS b\nADD ["a", "b"]\nFROM a', missing).map(brief), ["2:1 dockerignore-missing"])
    assert.deepEqual(lint("FROM a\nADD https://example.com/a /a\nCOPY <<EOF /b\nx\nEOF", missing), [])
    assert.deepEqual(lint("FROM a\nCOPY . .", { policy: only("dockerignore-missing") }), [])
  })

  it("is about the stage that the definition wants", () => {
    const text = "FROM a AS build\nRUN apt-get install gcc\nFROM a AS final\nUSER node"
    const target = (name: string | null) => ({ request: { target: name, args: {}, platform: "linux/amd64" } as const })
    assert.ok(lint(text, target("build")).some(({ code }) => code === "build-tools-left"))
    assert.ok(!lint(text, target(null)).some(({ code }) => code === "build-tools-left"))
    assert.ok(!lint(text, target("FINAL")).some(({ code }) => code === "user-root"))
    assert.deepEqual(lint(text, target("other")).map(brief), ["3:1 dockerfile-invalid"])
  })

  it("that is none is told so", () => {
    assert.deepEqual(lint("").map(brief), ["1:1 dockerfile-invalid"])
    assert.deepEqual(lint("# only a comment\n").map(brief), ["1:1 dockerfile-invalid"])
    assert.deepEqual(lint("RUN a\nFROM scratch\nUSER a\nHEALTHCHECK CMD a").map(brief), ["1:1 dockerfile-invalid"])
    const [unknown] = lint("FROM scratch\nUSER a\nHEALTHCHECK CMD a\nCOPPY a b")
    assert.deepEqual([unknown?.code, unknown?.suggestion], ["dockerfile-invalid", "did you mean 'COPY'?"])
  })

  it("can ask to overlook something, with a reason", () => {
    const sound = "USER a\nHEALTHCHECK CMD a"
    const ignored = (comment: string) => lint(`${comment}\nFROM node:24\n${sound}`).map(brief)
    assert.deepEqual(ignored("# slipway-ignore base-unpinned: it is rebuilt every night"), [])
    assert.deepEqual(ignored("#slipway-ignore   base-unpinned , base-latest:because"), [])
    assert.deepEqual(ignored("# slipway-ignore base-unpinned"), ["1:1 ignore-unfounded", "2:6 base-unpinned"])
    assert.deepEqual(ignored("# slipway-ignore base-unpinned:  "), ["1:1 ignore-unfounded", "2:6 base-unpinned"])
    assert.deepEqual(ignored("# slipway-ignore base-pinned: x"), ["1:1 ignore-unfounded", "2:6 base-unpinned"])
    assert.deepEqual(ignored("# slipway-ignore user-root: x"), ["1:1 ignore-unused", "2:6 base-unpinned"])
    const inside = `FROM scratch\n${sound}\n# slipway-ignore package-cache-left: x\nRUN npm ci\nRUN npm ci`
    assert.deepEqual(lint(inside).map(brief), ["6:5 package-cache-left"])
  })

  it("is judged by the policy", () => {
    const text = "FROM node:24\nUSER a\nHEALTHCHECK CMD a"
    const severity = (given: string) =>
      lint(text, { policy: policiesSchema.parse({ dockerfile: { "base-unpinned": given } }).dockerfile }).map(
        (found) => found.severity,
      )
    assert.deepEqual([severity("error"), severity("warning"), severity("off")], [["error"], ["warning"], []])
  })

  it("shows what is wrong, where, and what to do", () => {
    const [found] = lint("FROM scratch\nHEALTHCHECK CMD a\nUSER root")
    assert.deepEqual(found, {
      code: "user-root",
      severity: "warning",
      message: "it runs as root",
      file: "Dockerfile",
      range: { line: 3, column: 6, endLine: 3, endColumn: 10 },
      sourceLine: "USER root",
      suggestion: "add 'USER <name or number>' behind what needs root",
    })
  })
})

describe("the example of each code gives that code", () => {
  for (const [code, { example }] of Object.entries(dockerfileTexts)) {
    if (code === "dockerfile-missing") continue
    it(code, () => {
      const codes = lint(example, { hasIgnoreFile: false }).map((found) => found.code)
      assert.ok(codes.includes(code), codes.join(", "))
    })
  }
})
