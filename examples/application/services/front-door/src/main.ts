import { once } from "node:events";
import { readFileSync } from "node:fs";
import { checkScreens } from "./check-screens.ts";
import { createServer } from "./create-server.ts";
import { createGatewayClient } from "./gateway-client.ts";
import { createLog } from "./log.ts";
import type { Screens } from "./screens.ts";
import { readSettings } from "./settings.ts";

const result = readSettings(process.env);
const screens: Screens = JSON.parse(readFileSync(new URL("../config/screens.json", import.meta.url), "utf8"));
const problems = [
  ...(result.ok ? [] : result.problems),
  ...checkScreens(screens).map((each) => `screens.json: ${each}`),
];
if (!result.ok || problems.length > 0) {
  process.stderr.write(`${problems.join("\n")}\n`);
  process.exit(1);
}

const { settings } = result;
const log = createLog(settings.logLevel, (line) => process.stdout.write(line));
const server = await createServer(settings, { screens, gateway: createGatewayClient(settings.gatewayUrl), log });
await server.start();
log("info", "listening", { url: server.info.uri });

const [signal] = await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
await server.stop({ timeout: 10_000 });
log("info", "stopped", { signal });
