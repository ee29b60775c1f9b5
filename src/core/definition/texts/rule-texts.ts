import type { Explanation } from "../../shared/explanation.ts"

const HERE = "targets: { here: { kind: process } }\nenvironments:\n"

/** Codes about parts that are sound one by one but do not go together. */
export const ruleTexts = {
  "approval-unreachable": {
    summary: "A gate asks for more approvals than there are people who may give one. A warning.",
    why: "Each approval must come from another person. People may also get the role from an identity provider, which the file does not know.",
    fix: "Give more people the role, or lower `count`.",
    example: "people:\n  bob: { roles: [tester] }\ngates:\n  uat-approval: { approval: { role: tester, count: 2 } }\n",
  },
  "branch-not-allowed": {
    summary: "A branch or pattern that the file uses is not covered by `branches.allowed`.",
    why: "A push to such a branch is refused, so what the file says about it could never happen.",
    fix: "Add it to `branches.allowed`, or correct it.",
    example: 'branches:\n  protected: [main]\n  allowed: ["feature/*"]\n',
  },
  "candidate-impossible": {
    summary: "A job is to run `in: image`, but there is no image that it could run in.",
    why: "It runs in a container of its service's own image, once that is built. Packages have none, an image without a `base` holds no program to run, and an image cannot wait for its own tests.",
    fix: "Give the service's image a `base`, remove the job from what the image needs, or run it on the checkout: leave `in` out.",
    example:
      "services:\n  api:\n    directory: services/api\n    image: { builder: node }\n    jobs: { component: { run: npm test, in: image } }\n    run: { port: 8080 }\n",
  },
  "context-narrow": {
    summary: "A Dockerfile lies outside of the folder that it can copy from.",
    why: "The folder is sent to the engine as a whole, with the Dockerfile in it. Unless `context` says otherwise, it is the service's directory.",
    fix: "Widen it: `context: /` is the whole repository; or move the Dockerfile.",
    example:
      "services:\n  api:\n    directory: services/api\n    image: { builder: dockerfile, file: /docker/api.Dockerfile }\n    run: { port: 8080 }\n",
  },
  "contract-misplaced": {
    summary: "A job that belongs to no service reports or verifies contracts.",
    why: "A contract says what one service expects of another; whose it is follows from the job.",
    fix: "Move the job to the service.",
    example: "jobs:\n  pacts: { run: npm run pacts, reports: { contracts: pacts/*.json } }\n",
  },
  "contract-unreported": {
    summary: "A gate asks for contracts, but no job reports any.",
    why: "The gate could never open.",
    fix: "Add `reports: { contracts: <pact files> }` to the job of a consumer that writes them.",
    example: "jobs:\n  unit: npm test\ngates:\n  compatible: { contract: {} }\n",
  },
  "coverage-unmeasured": {
    summary: "A gate demands coverage, but no job reports any.",
    why: "The gate could never open.",
    fix: "Add `reports: { coverage: <lcov file> }` to the job that measures it.",
    example: "jobs:\n  unit: npm test\ngates:\n  quality: { coverage: { lines: 80 } }\n",
  },
  "coverage-unreported": {
    summary: "A job demands coverage of itself, but says not where its report is.",
    why: "Slipway reads the coverage from the lcov file that the job writes.",
    fix: "Add `reports: { coverage: <lcov file> }` to the job.",
    example: "jobs:\n  unit: { run: npm test, coverage: { lines: 80 } }\n",
  },
  "deployed-job-misplaced": {
    summary: "A job `on: deployed` never runs, or something that is built waits for it.",
    why: "It runs only after a verified deployment to an environment that names it under `after`, and only jobs of the repository can be named there.",
    fix: "Name it under `after`, and let nothing that runs for every commit need it.",
    example: "jobs:\n  users: { run: node users.ts, on: deployed }\n",
  },
  "environment-ephemeral": {
    summary: "An environment takes its releases from an ephemeral one, or a gate lets them soak there.",
    why: "There is one ephemeral environment per branch, and this does not say which of them is meant.",
    fix: "Name a permanent environment, or let the releases come from a branch.",
    example: `${HERE}  preview: { from: { branch: "feature/*" }, ephemeral: {}, target: here }\n  uat: { from: { environment: preview }, target: here }\n`,
  },
  "environment-name-shared": {
    summary: "The name of an ephemeral environment does not depend on the branch, or that of a permanent one does.",
    why: "The name identifies all that an environment owns. Branches with one name would tear down each other's.",
    fix: "Put `{branch.hash}` or `{branch.slug}` into the name of an ephemeral environment, and into no other.",
    example: `${HERE}  preview: { from: { branch: "feature/*" }, ephemeral: { name: preview }, target: here }\n`,
  },
  "environment-name-taken": {
    summary: "Two environments would have the same name.",
    why: "The name identifies all that an environment owns; each would deploy over the other.",
    fix: "Give one of them another name, or put `{environment}` into it.",
    example: `${HERE}  uat: { from: { branch: main }, target: here, name: test }\n  test: { from: { branch: test }, target: here }\n`,
  },
  "environment-name-unused": {
    summary: "An ephemeral environment has a `name` beside `ephemeral.name`.",
    why: "Only `ephemeral.name` is used for it.",
    fix: "Remove `name`.",
    example: `${HERE}  preview: { from: { branch: "feature/*" }, ephemeral: {}, target: here, name: preview }\n`,
  },
  "ephemeral-without-branch": {
    summary: "An ephemeral environment has no branch that leads into it.",
    why: "There is one per branch, made by a push and gone with the branch.",
    fix: "Add a way in with `branch`, or remove `ephemeral`.",
    example: `${HERE}  uat: { from: { branch: main }, target: here }\n  preview: { from: { environment: uat }, ephemeral: {}, target: here }\n`,
  },
  "expiry-unused": {
    summary: "A gate has `expires` but neither `approval`, `command` nor `override`. A warning.",
    why: "Only approvals, overrides and the yes of a command expire.",
    fix: "Add one of them, or remove `expires`.",
    example:
      "jobs:\n  unit: { run: npm test, reports: { coverage: lcov.info } }\ngates:\n  quality: { coverage: { lines: 80 }, expires: 48h }\n",
  },
  "image-need-conditional": {
    summary: "An image needs a job that has an `if`, or that needs one with an `if`.",
    why: "Images are built for every push. Without the job's outputs the image would be another one, or could not be built.",
    fix: "Remove the `if`, or let the image need a job without one.",
    example:
      "services:\n  api:\n    directory: services/api\n    image: { builder: node, needs: [build] }\n    jobs: { build: { run: npm run build, outputs: [dist], if: { branch: main } } }\n    run: { port: 8080 }\n",
  },
  "install-container-baseless": {
    summary: "Dependencies are to be installed in a container of the image's base, and the image has none.",
    why: "`container: base` means the image that `base` names.",
    fix: "Give the image a `base`, or name another image under `container`.",
    example:
      "services:\n  api:\n    directory: services/api\n    image: { builder: node, container: base }\n    run: { port: 8080 }\n",
  },
  "mock-missing": {
    summary: "A service under `mocks` has no `mock`.",
    why: "There is nothing to run in its place.",
    fix: "Add `mock: { run: ... }` to the service, or remove it from `mocks`.",
    example: `services:\n  api:\n    directory: services/api\n    image: { builder: node }\n    run: { port: 8080 }\n${HERE}  uat: { from: { branch: main }, target: here, mocks: [api] }\n`,
  },
  "outputs-missing": {
    summary: "An image needs a job that has no `outputs`, or none that its Dockerfile could copy. A warning.",
    why: "The outputs of the job are what becomes part of the image; without any, or where they lie outside of the Dockerfile's `context`, the image only waits for it.",
    fix: "Give the job `outputs`, widen the `context`, or need it in a job instead.",
    example:
      "services:\n  api:\n    directory: services/api\n    image: { builder: node, needs: [build] }\n    jobs: { build: npm run build }\n    run: { port: 8080 }\n",
  },
  "registry-missing": {
    summary: "`publish` is there, but no `registry`.",
    why: "Images would be published nowhere, while the file says that they are.",
    fix: "Add `registry: { url: <host and path> }`, or remove `publish`.",
    example: "publish: { from: [main] }\n",
  },
  "role-unheld": {
    summary:
      "A gate asks for approval by a role that nobody under `people` has, or lets such a role override it. A warning.",
    why: "Nobody could do that, unless people get the role from an identity provider, which the file does not know.",
    fix: "Correct the role, or give it to somebody.",
    example: "people:\n  alice: { roles: [tester] }\ngates:\n  uat-approval: { approval: { role: testr } }\n",
  },
  "scanner-missing": {
    summary: "A gate asks for scans of the images, but there is no `scanner`.",
    why: "The gate could never open.",
    fix: "Add `scanner: { run: ..., report: ..., format: ... }`, or remove the gate's `scan`.",
    example: "gates:\n  vulnerabilities: { scan: { worst: medium } }\n",
  },
  "target-unfit": {
    summary: "An environment's target cannot run the image of a service.",
    why: "A process target starts what `builder: node` makes, on this machine's own system. An image by Dockerfile brings a system of its own, and needs containers to run in.",
    fix: "Build the service with `builder: node`, or leave the environment out until its target runs containers.",
    example: `services:\n  api:\n    directory: services/api\n    image: { builder: dockerfile }\n    run: { port: 8080 }\n${HERE}  uat: { from: { branch: main }, target: here }\n`,
  },
  "variable-reserved": {
    summary: "An environment sets a variable that Slipway sets itself.",
    why: "`PORT` says where a service listens, `<SERVICE>_URL` where another one is, and `SLIPWAY_` is the prefix of Slipway's own.",
    fix: "Rename the variable, or leave it out.",
    example: `${HERE}  uat: { from: { branch: main }, target: here, variables: { PORT: "8080" } }\n`,
  },
} as const satisfies Record<string, Explanation>
