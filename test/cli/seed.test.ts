/** `hwanbul seed` tells the story to a service that runs; without one it says what to do. */
import { spawnSync } from "node:child_process";
import { freePort } from "../kit/port.js";

const seed = (environment: Record<string, string>) =>
  spawnSync(process.execPath, ["dist/src/cli.js", "seed"], {
    env: { PATH: process.env.PATH, HWANBUL_ENV_FILE: "", ...environment },
    encoding: "utf8",
  });

it("says in one sentence that no service answers, and where it was looked for", async () => {
  const port = await freePort();
  const { status, stderr } = seed({ PORT: String(port) });
  expect(status).toBe(1);
  expect(stderr).toMatch(
    new RegExp(`^At http://127.0.0.1:${port}/readyz the refund service does not answer: start it [^\n]*\n$`),
  );
});

it("refuses in production", () => {
  const { status, stderr } = seed({ NODE_ENV: "production" });
  expect(status).toBe(1);
  expect(stderr).toContain("Production refuses to start");
});
