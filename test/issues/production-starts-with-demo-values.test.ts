/** Production started at the pretend gateways' addresses and with the demo's i'mport key, issuer and store ids when these were forgotten, and refunds "succeeded". */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { freePort } from "../kit/port.js";
import { productionEnvironment } from "../kit/production.js";

/** All that was asked for before: the rest stood at the demo's values. */
const ASKED_BEFORE = [
  "NODE_ENV",
  "DATABASE_URL",
  "JWT_JWKS_URL",
  "ENCRYPTION_KEYS",
  "PORTONE_V2_API_SECRET",
  "PORTONE_V2_WEBHOOK_SECRETS",
  "IAMPORT_V1_SECRET",
  "TOSS_PAY_API_KEY",
  "EBP_ACCESS_KEY",
  "EBP_HASH_KEY",
  "EBP_WEBHOOK_SECRETS",
];
const FORGOTTEN = [
  "JWT_ISSUER",
  "PORTONE_V2_BASE_URL",
  "PORTONE_V2_STORE_ID",
  "IAMPORT_V1_BASE_URL",
  "IAMPORT_V1_KEY",
  "TOSS_PAY_BASE_URL",
  "EBP_BASE_URL",
  "EBP_DIVISION_CODE",
  "EBP_STORE_ID",
  "EBP_CHANNEL_CODE",
  "AUDIT_CHECKPOINT_DIRECTORY",
  "AUDIT_CHECKPOINT_KEYS",
];

async function start(
  environment: Record<string, string>,
): Promise<{ code: number; output: string; listened: boolean }> {
  const port = await freePort();
  const child = spawn(process.execPath, ["--enable-source-maps", "dist/src/main.js"], {
    env: { PATH: process.env.PATH ?? "", HWANBUL_ENV_FILE: "", PORT: String(port), ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  let listened = false;
  const knocking = setInterval(() => {
    const socket = connect(port, "127.0.0.1", () => {
      listened = true;
      socket.destroy();
    }).on("error", () => undefined);
  }, 20);
  const [code] = (await once(child, "close")) as [number];
  clearInterval(knocking);
  return { code, output, listened };
}

it("refuses to start, naming each forgotten setting, with nothing listening", async () => {
  const whole = productionEnvironment();
  const given = Object.fromEntries(ASKED_BEFORE.map((name) => [name, whole[name] as string]));
  const { code, output, listened } = await start(given);
  expect([code, listened]).toEqual([1, false]);
  expect(output.match(/^ {2}[A-Z0-9_]+(?=:)/gm)?.map((name) => name.trim())).toEqual(FORGOTTEN);
  expect(output).not.toMatch(/^\s+at /m);
  for (const secret of ["live-portone-secret", "live-imp-secret"]) expect(output).not.toContain(secret);
});
