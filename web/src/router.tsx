import type { QueryClient } from "@tanstack/react-query"
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from "@tanstack/react-router"
import { RequestFailed } from "./api/client.ts"
import { sessionQuery } from "./api/queries.ts"
import type { LiveEvents } from "./live/live-events.ts"
import { DeployPage } from "./pages/deploy/deploy-page.tsx"
import { EnvironmentPage } from "./pages/environment/environment-page.tsx"
import { EvidencePage } from "./pages/evidence/evidence-page.tsx"
import { Layout } from "./pages/layout.tsx"
import { MatrixPage } from "./pages/matrix/matrix-page.tsx"
import { matrixSearch } from "./pages/matrix/matrix-search.ts"
import { ReleasePage } from "./pages/release/release-page.tsx"
import { RunPage } from "./pages/run/run-page.tsx"
import { RunsPage } from "./pages/run/runs-page.tsx"
import { SignInPage } from "./pages/sign-in-page.tsx"
import { Problem } from "./parts/problem.tsx"

/** What every page works with. */
export interface PageContext {
  readonly queries: QueryClient
  readonly live: LiveEvents
}

const root = createRootRouteWithContext<PageContext>()({ component: Outlet, errorComponent: Problem })

const signInRoute = createRoute({ getParentRoute: () => root, path: "/sign-in", component: SignInPage })

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: Layout,
  beforeLoad: async ({ context }) => {
    try {
      await context.queries.ensureQueryData(sessionQuery)
    } catch (error) {
      if (error instanceof RequestFailed && error.isSignedOut) throw redirect({ to: "/sign-in" })
      throw error
    }
  },
})

const matrixRoute = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  validateSearch: matrixSearch,
  component: MatrixPage,
})

const deployRoute = createRoute({
  getParentRoute: () => signedIn,
  path: "/deploy/$environment",
  component: DeployPage,
})

const runsRoute = createRoute({
  getParentRoute: () => signedIn,
  path: "/runs",
  validateSearch: ({ before }): { before?: number } => (Number.isInteger(before) ? { before: Number(before) } : {}),
  component: RunsPage,
})

const runRoute = createRoute({
  getParentRoute: () => signedIn,
  path: "/runs/$run",
  validateSearch: ({ job }): { job?: string } =>
    typeof job === "string" || typeof job === "number" ? { job: String(job) } : {},
  component: RunPage,
})

const environmentRoute = createRoute({
  getParentRoute: () => signedIn,
  path: "/environments/$environment",
  validateSearch: ({ before }): { before?: number } => (Number.isInteger(before) ? { before: Number(before) } : {}),
  component: EnvironmentPage,
})

const releaseRoute = createRoute({
  getParentRoute: () => signedIn,
  path: "/releases/$release",
  component: ReleasePage,
})

const imageRoute = createRoute({ getParentRoute: () => signedIn, path: "/images/$digest", component: EvidencePage })

const routes = root.addChildren([
  signInRoute,
  signedIn.addChildren([matrixRoute, deployRoute, runsRoute, runRoute, environmentRoute, releaseRoute, imageRoute]),
])

export function makeRouter(context: PageContext) {
  return createRouter({ routeTree: routes, context })
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
