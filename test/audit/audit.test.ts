/** `npm run audit` fails on findings, passes without, and says plainly when nobody could be asked. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const BULK = "/-/npm/v1/security/advisories/bulk";
const ADVISORY = {
  ws: [
    {
      id: 1,
      url: "https://github.com/advisories/GHSA-test",
      title: "Memory exhaustion",
      severity: "high",
      vulnerable_versions: "<999.0.0",
    },
  ],
};

let registry: Server | undefined;
afterEach(() => new Promise((resolve) => (registry ? registry.close(resolve) : resolve(undefined))));

async function auditAt(status: number, body: object): Promise<{ code: number; output: string; asked: number }> {
  let asked = 0;
  registry = createServer((request, response) => {
    request.resume();
    if (request.url !== BULK) return void response.writeHead(404).end("{}");
    asked += 1;
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(registry, "listening");
  const { port } = registry.address() as AddressInfo;
  const child = spawn(process.execPath, [".ci/audit.mjs"], {
    env: { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, output, asked };
}

describe("the audit", () => {
  it("fails on a known vulnerability, and names it", async () => {
    const { code, output } = await auditAt(200, ADVISORY);
    expect(output).toMatch(/^high {2}ws: Memory exhaustion \(https:\/\/github\.com\/advisories\/GHSA-test/m);
    expect(code).toBe(1);
  });

  it("passes when the registry knows none", async () => {
    const { code, output, asked } = await auditAt(200, {});
    expect([code, output, asked]).toEqual([0, "asked: 0 vulnerable packages\n", 1]);
  });

  it("says that nobody was asked where the registry has no such endpoint", async () => {
    const { code, output } = await auditAt(405, {});
    expect([code, output]).toEqual([0, "not asked: the registry has no audit endpoint\n"]);
  });
});
