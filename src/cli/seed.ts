/** `seed`: loads the demo data into a running service. The data lives in `demo/`, which this code may not import, so it is run. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const SEED = fileURLToPath(new URL("../../demo/seed-running-service.js", import.meta.url));

export async function seedCommand(): Promise<boolean> {
  const child = spawn(process.execPath, ["--enable-source-maps", SEED], { stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0;
}
