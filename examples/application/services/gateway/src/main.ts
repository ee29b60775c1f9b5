import { once } from "node:events";
import { ApplicationStore } from "./application-store.ts";
import { createServer } from "./create-server.ts";
import { createCrmClient } from "./crm-client.ts";
import { DiskObjectStore } from "./disk-object-store.ts";
import { Forwarder } from "./forwarder.ts";
import { createLog } from "./log.ts";
import { S3ObjectStore } from "./s3-object-store.ts";
import { readSettings } from "./settings.ts";

const result = readSettings(process.env);
if (!result.ok) {
  process.stderr.write(`${result.problems.join("\n")}\n`);
  process.exit(1);
}

const { settings } = result;
const { storage } = settings;
const log = createLog(settings.logLevel, (line) => process.stdout.write(line));
const store = new ApplicationStore(
  storage.kind === "disk" ? new DiskObjectStore(storage.directory) : new S3ObjectStore(storage),
);
// Better not to start, and to let the release before this one go on, than to turn applications away.
await store.probe();
const crm = createCrmClient(settings.crmUrl);
const forwarder = new Forwarder(store, crm, log);
const server = createServer(settings, { store, forwarder, crm, log });
await server.start();
forwarder.start(settings.retryMilliseconds);
log("info", "listening", { url: server.info.uri, storage: storage.kind });

const [signal] = await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
await Promise.all([server.stop({ timeout: 10_000 }), forwarder.stop()]);
log("info", "stopped", { signal });
