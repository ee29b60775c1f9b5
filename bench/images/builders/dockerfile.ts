import { execFile } from "node:child_process"
import { promisify } from "node:util"

const run = promisify(execFile)

const REST = `COPY package.json ./
COPY src src
USER 1000:1000
EXPOSE 3000
CMD ["node", "src/file-0.js"]
`

/** As documentation of Node's images tells users to write it. */
export const DOCKERFILE = `FROM bench-base
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --no-update-notifier
${REST}`

/** With packages that were installed outside. */
export const DOCKERFILE_COPY = `FROM bench-base
WORKDIR /app
ENV NODE_ENV=production
COPY node_modules node_modules
${REST}`

export const DOCKERIGNORE = ".git\n.slipway\nnode_modules\n"

export async function installHere(folder: string, env: Readonly<Record<string, string>>): Promise<void> {
  const args = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
  await run("npm", args, { cwd: folder, env: { ...env } })
}
