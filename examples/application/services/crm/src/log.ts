import type { Server } from "@hapi/hapi";

const levels = ["debug", "info", "warn", "error"] as const;

/** How much a message matters. */
export type Level = (typeof levels)[number];

/** Writes one line of JSON for each message that matters enough. */
export type Log = (level: Level, message: string, details?: Readonly<Record<string, unknown>>) => void;

/** A log that leaves out what is below `threshold`. */
export function createLog(threshold: Level, write: (line: string) => void): Log {
  return (level, message, details = {}) => {
    if (levels.indexOf(level) < levels.indexOf(threshold)) return;
    write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...details })}\n`);
  };
}

/** The level that a setting names, or nothing. */
export function levelOf(name: string): Level | undefined {
  return levels.find((level) => level === name);
}

/** Logs every request when it has been answered: never its query or body, which hold personal data. */
export function logRequests(server: Server, log: Log): void {
  server.events.on("response", ({ method, path, response, info }) => {
    const status = "statusCode" in response ? response.statusCode : response.output.statusCode;
    log("info", "request", { method, path, status, milliseconds: Math.max(0, info.responded - info.received) });
  });
  server.events.on({ name: "request", channels: "error" }, (_request, { error }) => {
    log("error", "request failed", { error: error instanceof Error ? error.stack : String(error) });
  });
}
