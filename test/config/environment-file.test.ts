/** The settings file as a person uses it: a `.env` beside where the command is run. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../dist/src/cli.js", import.meta.url));
const MAIN = fileURLToPath(new URL("../../dist/src/main.js", import.meta.url));

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "hwanbul-env-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Says what is wrong with PORT, the only fault there is: nothing starts. */
function runIn(program: string, environment: Record<string, string> = {}): { code: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "doctor"], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    encoding: "utf8",
  });
  return { code: status, text: stdout + stderr };
}

it("is read by the server and the command line; the environment has precedence", () => {
  writeFileSync(join(folder, ".env"), '# a comment\nPORT="from-the-file"\nDATABASE_POOL=none\n');
  for (const program of [MAIN, CLI])
    expect(runIn(program)).toEqual({ code: 1, text: expect.stringMatching(/  PORT: .*\n  DATABASE_POOL: /) });
  const set = runIn(CLI, { PORT: "4000" });
  expect(set.text).toContain("DATABASE_POOL: takes a whole number");
  expect(set.text).not.toContain("PORT:");
});

it("may be another one, which must be there, or none", () => {
  writeFileSync(join(folder, ".env"), "PORT=from-the-file\n");
  writeFileSync(join(folder, "other.env"), "DATABASE_POOL=none\n");
  const other = runIn(CLI, { HWANBUL_ENV_FILE: "other.env" });
  expect(other.text).toContain("DATABASE_POOL: ");
  expect(other.text).not.toContain("PORT:");
  expect(runIn(CLI, { HWANBUL_ENV_FILE: "absent.env" })).toEqual({
    code: 1,
    text: "Settings cannot be read from absent.env (ENOENT): HWANBUL_ENV_FILE names it.\n",
  });
  const none = runIn(CLI, { HWANBUL_ENV_FILE: "", LOG_LEVEL: "loud" });
  expect(none.text).toMatch(/  LOG_LEVEL: /);
  expect(none.text).not.toContain("PORT:");
});
