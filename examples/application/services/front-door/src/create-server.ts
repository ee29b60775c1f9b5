import { fileURLToPath } from "node:url";
import { server as createHapi, type Server } from "@hapi/hapi";
import inert from "@hapi/inert";
import type { Gateway } from "./gateway-client.ts";
import { type Log, logRequests } from "./log.ts";
import { renderNotice } from "./render-page.ts";
import { routesOf } from "./screen-routes.ts";
import type { Notice, Screens } from "./screens.ts";
import type { Settings } from "./settings.ts";

const assets = fileURLToPath(new URL("../public/", import.meta.url));

/** What the routes work with. */
export interface Parts {
  readonly screens: Screens;
  readonly gateway: Gateway;
  readonly log: Log;
}

/** The web server that people see. Everything it shows comes from the screens; everything it knows from the gateway. */
export async function createServer({ host, port }: Pick<Settings, "host" | "port">, parts: Parts): Promise<Server> {
  const { screens, gateway, log } = parts;
  const server = createHapi({
    host,
    port,
    routes: { security: { hsts: false, xframe: "deny", referrer: "same-origin", noSniff: true } },
  });
  await server.register(inert);
  logRequests(server, log);

  server.route([
    {
      method: "GET",
      path: "/health",
      // Good as long as pages can be served: taking every front door away because of what is behind it helps nobody.
      handler: async () => ({ status: "ok", gateway: (await gateway.isReachable()) ? "reachable" : "unreachable" }),
    },
    {
      method: "GET",
      path: "/assets/{path*}",
      options: { cache: { expiresIn: 300_000, privacy: "public" } },
      handler: { directory: { path: assets } },
    },
    ...screens.screens.flatMap((screen) => routesOf(screens, screen, gateway)),
  ]);

  server.ext("onPreResponse", ({ response }, h) => {
    if (!("isBoom" in response)) {
      response.header("content-security-policy", contentSecurityPolicy);
      return h.continue;
    }
    if (response.isServer) log("error", "request failed", { error: response.stack });
    const { code, notice } = pageFor(response.output.statusCode, screens);
    return h
      .response(renderNotice(screens, notice))
      .code(code)
      .header("content-security-policy", contentSecurityPolicy);
  });
  return server;
}

const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

function pageFor(code: number, { messages }: Screens): { readonly code: number; readonly notice: Notice } {
  if (code >= 500) return { code, notice: messages.failed };
  // What may not be seen is no different from what is not there.
  if (code === 403 || code === 404) return { code: 404, notice: messages.notFound };
  return { code, notice: messages.badRequest };
}
