import { validateApplication } from "@bird-hides/contract";
import { server as createHapi, type Server } from "@hapi/hapi";
import type { ApplicationStore } from "./application-store.ts";
import type { Crm } from "./crm-client.ts";
import type { Forwarder } from "./forwarder.ts";
import { type Log, logRequests } from "./log.ts";
import { createReference } from "./reference.ts";
import type { Settings } from "./settings.ts";

/** What the routes work with. */
export interface Parts {
  readonly store: ApplicationStore;
  readonly forwarder: Forwarder;
  readonly crm: Crm;
  readonly log: Log;
}

/** The REST API between the front door and everything behind it. */
export function createServer({ host, port }: Pick<Settings, "host" | "port">, parts: Parts): Server {
  const { store, forwarder, crm, log } = parts;
  const server = createHapi({ host, port });
  logRequests(server, log);

  server.route([
    {
      method: "GET",
      path: "/health",
      // An application can be taken while the CRM is away, but not while there is nowhere to keep it.
      handler: async (_request, h) => {
        const [pending, reachable] = await Promise.all([countPending(store), crm.isReachable()]);
        const status = pending === undefined ? "failing" : "ok";
        const health = { status, storage: status, pending, crm: reachable ? "reachable" : "unreachable" };
        return h.response(health).code(status === "ok" ? 200 : 503);
      },
    },
    {
      method: "POST",
      path: "/applications",
      options: { payload: { allow: "application/json", maxBytes: 65_536 } },
      handler: async ({ payload }, h) => {
        const result = validateApplication(payload);
        if (!result.valid) return h.response({ problems: result.problems }).code(400);
        const reference = createReference();
        const submission = { reference, receivedAt: new Date().toISOString(), application: result.value };
        await store.add(submission);
        // From here on the application is ours: whatever happens to the CRM is no longer the applicant's concern.
        const status = await forwarder.forward(submission).catch((error) => {
          log("error", "could not settle an application", { reference, error: String(error) });
          return "pending" as const;
        });
        return h
          .response({ reference, status })
          .code(status === "forwarded" ? 201 : 202)
          .location(`/applications/${reference}`);
      },
    },
    {
      method: "GET",
      path: "/applications/{reference}",
      handler: async ({ params }, h) => {
        const found = await store.find(String(params.reference));
        return found ? { status: found.status, ...found.submission } : h.response({ message: "Not found" }).code(404);
      },
    },
  ]);
  return server;
}

async function countPending(store: ApplicationStore): Promise<number | undefined> {
  try {
    return (await store.pending()).length;
  } catch {
    return undefined;
  }
}
