import type { Tool } from "../tool.ts"
import { emptyFloor, nodeFloor } from "./floors.ts"
import { gitlabCiLocal } from "./gitlab-ci-local.ts"
import { make } from "./make.ts"
import { moon } from "./moon.ts"
import { ninja } from "./ninja.ts"
import { nx, nxDaemon } from "./nx.ts"
import { slipway } from "./slipway.ts"
import { turbo, turboBinary } from "./turbo.ts"
import { wireit } from "./wireit.ts"

/** In the order of the table. */
export const allTools: readonly Tool[] = [
  slipway,
  ...[nodeFloor, emptyFloor],
  ...[make, ninja],
  ...[turboBinary, turbo, nx, nxDaemon, wireit, moon, gitlabCiLocal],
]
