import { FailureError } from "../../core/shared/result.ts"
import { accessRoutes } from "./access-routes.ts"
import { actRoutes } from "./act-routes.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { cacheRoutes } from "./cache-routes.ts"
import { environmentDetailRoutes } from "./environment-detail-routes.ts"
import { environmentRoutes } from "./environment-routes.ts"
import { changeNotice, eventRoutes } from "./event-routes.ts"
import { evidenceRoutes } from "./evidence-routes.ts"
import { gateActRoutes } from "./gate-act-routes.ts"
import { imageRoutes } from "./image-routes.ts"
import { promotionPlanRoutes } from "./promotion-plan-routes.ts"
import { promotionRoutes } from "./promotion-routes.ts"
import { rejectionRoutes } from "./rejection-routes.ts"
import { releaseRoutes } from "./release-routes.ts"
import { reviewRoutes } from "./review-routes.ts"
import { runLogRoutes } from "./run-log-routes.ts"
import { runRoutes } from "./run-routes.ts"
import { scanRoutes } from "./scan-routes.ts"
import { searchRoutes } from "./search-routes.ts"
import { secretRoutes } from "./secret-routes.ts"
import { sessionRoutes, signInRoutes } from "./session-routes.ts"
import { switchRoutes } from "./switch-routes.ts"
import { tokenCheck } from "./token-check.ts"
import { traceRoutes } from "./trace-routes.ts"
import { whyRoutes } from "./why-routes.ts"

export const API_BASE = "/api/v1"

/** The HTTP API. Everything but its health and its own description needs a person's token. */
export function createApi(context: ApiContext, onBug: (error: unknown) => void): Api {
  const api = newApi()
  api.get(`${API_BASE}/health`, (c) => c.json({ status: "ok", project: context.ports.settings.project }))
  api.doc31(`${API_BASE}/openapi.json`, { openapi: "3.1.0", info: { title: "Slipway", version: "1" } })
  api.route(API_BASE, signInRoutes(context))
  api.use(`${API_BASE}/*`, tokenCheck(context), changeNotice(context))
  for (const routes of [
    promotionRoutes,
    promotionPlanRoutes,
    gateActRoutes,
    actRoutes,
    whyRoutes,
    releaseRoutes,
    rejectionRoutes,
    reviewRoutes,
    environmentRoutes,
    secretRoutes,
    switchRoutes,
    runRoutes,
    runLogRoutes,
    environmentDetailRoutes,
    traceRoutes,
    evidenceRoutes,
    searchRoutes,
    scanRoutes,
    imageRoutes,
    cacheRoutes,
    accessRoutes,
    sessionRoutes,
    eventRoutes,
  ]) {
    api.route(API_BASE, routes(context))
  }
  api.notFound((c) => answerFailure(c, { reason: "argument-invalid", message: `there is no ${c.req.path} here` }))
  api.onError((error, c) => {
    if (error instanceof FailureError) return answerFailure(c, error.failure)
    onBug(error)
    return answerFailure(c, { reason: "internal", message: "something went wrong in the server; its log says what" })
  })
  return api
}
