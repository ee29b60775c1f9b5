import type { DockerfileRule } from "../definition/schema/policy-schema.ts"
import type { Explanation } from "../shared/explanation.ts"

/** Codes about what a rule has not found by itself. */
type OtherCode = "dockerfile-invalid" | "dockerfile-missing" | "ignore-unfounded" | "ignore-unused"

/** Every code that a diagnostic of a Dockerfile can have, those of a text that is none aside. */
export type DockerfileCode = DockerfileRule | OtherCode

/** What each of them means, for `slipway explain` and docs/diagnostics.md. */
export const dockerfileTexts: Readonly<Record<DockerfileCode, Explanation>> = {
  "base-latest": {
    summary: "An image that the build takes from elsewhere has no tag, or the tag `latest`.",
    why: "It stands for another image whenever somebody publishes one, also one that your program does not run on.",
    fix: "Name a version and the digest it has now.",
    example: "FROM node:latest\n",
  },
  "base-unpinned": {
    summary: "An image that the build takes from elsewhere is not pinned by its digest.",
    why: "Tags move: what is built from the same commit tomorrow may not be what was tested today.",
    fix: "Add the digest behind the tag; `docker buildx imagetools inspect <image>` shows it.",
    example: "FROM node:24-slim\n",
  },
  "build-tools-left": {
    summary: "Compilers or headers are part of the image.",
    why: "They make it large, and give whoever breaks in tools to work with.",
    fix: "Build in a stage of its own and COPY --from it what runs, or remove them in the step that installs them.",
    example: "FROM debian:12\nRUN apt-get install -y gcc && make\n",
  },
  "dockerfile-invalid": {
    summary: "A Dockerfile cannot be built as it is written.",
    why: "It has no FROM, an instruction that does not exist, or not the stage that slipway.yaml asks for.",
    fix: "Correct it as the message says.",
    example: "FROM node:24\nRUNN npm ci\n",
  },
  "dockerfile-missing": {
    summary: "The Dockerfile that a service is built by is not there.",
    why: "It is looked for in the service's directory, or where `image.file` says.",
    fix: "Add it, or correct `image: { file: ... }`; `/` in front counts from the repository's root.",
    example: "slipway check    # with image: { builder: dockerfile, file: Containerfile }\n",
  },
  "dockerignore-missing": {
    summary: "Files of the context are copied, and no `.dockerignore` limits them.",
    why: "Only files of the commit and outputs of jobs reach a build of Slipway, but tests, notes and samples are among them; a `docker build` by hand takes everything that lies around, secrets too.",
    fix: "Add a `.dockerignore` to the context's folder, or a file of the Dockerfile's name with `.dockerignore` behind it.",
    example: "FROM node:24\nCOPY . .\n",
  },
  "healthcheck-missing": {
    summary: "The image does not say how to see that it is well.",
    why: "Deployments ask `run.health` of slipway.yaml. Whatever else runs the image, as docker run, Compose or a sidecar of a job, knows nothing but its HEALTHCHECK.",
    fix: "Add a HEALTHCHECK; turn the rule off where only Slipway runs the image.",
    example: 'FROM node:24\nCMD ["node", "server.js"]\n',
  },
  "ignore-unfounded": {
    summary: "A comment asks to overlook something, without a reason or with a code that does not exist.",
    why: "Whoever reads it later could not tell whether it still holds. It is not obeyed.",
    fix: "Write `# slipway-ignore <code>: <why it is right here>` above the instruction.",
    example: "# slipway-ignore base-unpinned\nFROM node:24\n",
  },
  "ignore-unused": {
    summary: "A comment asks to overlook something that is not there.",
    why: "It would hide the problem if it came back.",
    fix: "Remove the comment.",
    example: "FROM node:24\n# slipway-ignore package-cache-left: the cache is needed at run time\nRUN true\n",
  },
  "package-cache-left": {
    summary: "A step that installs packages leaves what it downloaded in its layer.",
    why: "Nobody needs it at run time, and a later step cannot make the layer smaller.",
    fix: "Remove the cache in the same step, keep none, or mount one: `RUN --mount=type=cache,target=...`.",
    example: "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n",
  },
  "ports-many": {
    summary: "The image exposes more than one port.",
    why: "A service has one address. What listens on a second one is not reached, checked or switched over.",
    fix: "Expose the port of `run.port`, and make a service of what answers on another.",
    example: "FROM node:24\nEXPOSE 80 443\n",
  },
  "secret-exposed": {
    summary: "Something that looks like a secret becomes part of the image or of its history.",
    why: "Whoever can pull the image can read it, also where a later step removes it.",
    fix: "Read it in a build with `RUN --mount=type=secret,id=<name>` and `image: { secrets: [<name>] }`, and at run time from the environment. If it is out already, replace it.",
    example: "FROM node:24\nENV DATABASE_PASSWORD=hunter2\n",
  },
  "user-root": {
    summary: "The image runs as root.",
    why: "Whoever breaks into the program owns the container, and is one mistake of the host away from more.",
    fix: "Add `USER` with a name or number, behind the steps that need root.",
    example: "FROM debian:12\nUSER root\n",
  },
}
