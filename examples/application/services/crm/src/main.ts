import { once } from "node:events";
import { createServer } from "./create-server.ts";
import { createLog } from "./log.ts";
import { readSettings } from "./settings.ts";

const result = readSettings(process.env);
if (!result.ok) {
  process.stderr.write(`${result.problems.join("\n")}\n`);
  process.exit(1);
}

const log = createLog(result.settings.logLevel, (line) => process.stdout.write(line));
const server = createServer(result.settings, log);
await server.start();
log("info", "listening", { url: server.info.uri });

const [signal] = await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
await server.stop({ timeout: 10_000 });
log("info", "stopped", { signal });
