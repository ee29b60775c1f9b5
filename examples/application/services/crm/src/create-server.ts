import { isDeepStrictEqual } from "node:util";
import { type Submission, validateSubmission } from "@bird-hides/contract";
import { server as createHapi, type Server } from "@hapi/hapi";
import { type Log, logRequests } from "./log.ts";
import type { Settings } from "./settings.ts";

/**
 * The stand-in for the CRM: it takes what the real one would take, refuses what the real one would refuse, and keeps
 * it in memory for tests and demonstrations to look at. A reference that comes twice is taken once.
 */
export function createServer({ host, port }: Settings, log: Log): Server {
  const received = new Map<string, Submission>();
  const server = createHapi({ host, port });
  logRequests(server, log);

  server.route([
    { method: "GET", path: "/health", handler: () => ({ status: "ok", received: received.size }) },
    { method: "GET", path: "/applications", handler: () => [...received.values()] },
    {
      method: "GET",
      path: "/applications/{reference}",
      handler: ({ params }, h) =>
        received.get(String(params.reference)) ?? h.response({ message: "Not found" }).code(404),
    },
    {
      method: "POST",
      path: "/applications",
      options: { payload: { allow: "application/json", maxBytes: 65_536 } },
      handler: ({ payload }, h) => {
        const result = validateSubmission(payload);
        if (!result.valid) return h.response({ problems: result.problems }).code(400);
        const { reference } = result.value;
        const known = received.get(reference);
        if (known) return h.response({ reference }).code(isDeepStrictEqual(known, result.value) ? 200 : 409);
        received.set(reference, result.value);
        return h.response({ reference }).code(201).location(`/applications/${reference}`);
      },
    },
  ]);
  return server;
}
