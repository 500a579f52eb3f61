/** The command line as a person uses it: the compiled program in a process of its own, beside a test's service. */
import { execFile } from "node:child_process";
import { API_SECRET, STORE_ID, type TestService } from "../kit/test-service.js";

/** The settings with which it finds the service's database and sandbox. */
export const settingsFor = (
  t: Pick<TestService, "databaseUrl" | "sandboxUrl">,
  more: Record<string, string> = {},
): Record<string, string> => ({
  PATH: process.env.PATH ?? "",
  // A developer's settings are none of a test's.
  HWANBUL_ENV_FILE: "",
  NODE_ENV: "test",
  DATABASE_URL: t.databaseUrl,
  PORTONE_V2_BASE_URL: t.sandboxUrl,
  PORTONE_V2_API_SECRET: API_SECRET,
  PORTONE_V2_STORE_ID: STORE_ID,
  GATEWAYS: "PORTONE_V2",
  ...more,
});

export const runHwanbul = (
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, ["dist/src/cli.js", ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
