import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));

/** The whole product on this machine, each service with the variables that an environment would give it. */
const services: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  crm: { PORT: "3002" },
  gateway: { PORT: "3001", CRM_URL: "http://127.0.0.1:3002", STATE_DIRECTORY: `${root}.state` },
  "front-door": { PORT: "3000", GATEWAY_URL: "http://127.0.0.1:3001" },
};

const running = Object.entries(services).map(([name, variables]) =>
  spawn(process.execPath, ["src/main.ts"], {
    cwd: `${root}services/${name}`,
    env: { ...process.env, ...variables },
    stdio: "inherit",
  }),
);
const ends = running.map((service) => once(service, "exit"));

// One that ends takes the others with it: half a product would only puzzle.
await Promise.race([...ends, once(process, "SIGTERM"), once(process, "SIGINT")]);
for (const service of running) service.kill("SIGTERM");
const codes = (await Promise.all(ends)).map(([code]) => code);
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
