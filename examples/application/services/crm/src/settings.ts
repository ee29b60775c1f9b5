import { type Level, levelOf } from "./log.ts";

/** What the environment decides about this service. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly logLevel: Level;
}

/** The settings, or everything that is wrong with the variables. */
export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the settings from environment variables. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): SettingsResult {
  const port = Number(env.PORT ?? 3002);
  const logLevel = levelOf(env.LOG_LEVEL ?? "info");
  const problems = [
    ...(Number.isInteger(port) && port >= 0 && port < 65_536 ? [] : ["PORT must be a port number"]),
    ...(logLevel ? [] : ["LOG_LEVEL must be debug, info, warn or error"]),
  ];
  if (!logLevel || problems.length > 0) return { ok: false, problems };
  return { ok: true, settings: { host: env.HOST ?? "127.0.0.1", port, logLevel } };
}
