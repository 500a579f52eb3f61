/**
 * A place outside the checkout for what the server's user has to reach: root may work in a folder that only root may
 * enter (`/root`, a umask of 077), and then the server can neither load its binaries nor see its data there.
 */
import { createHash } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { StartUpProblem } from "../start-up-problem.js";

const OPEN_FOLDERS = "/var/lib";

/** Twelve hex digits of the path: two checkouts on one machine never meet. */
const shortHash = (path: string): string => createHash("sha256").update(path).digest("hex").slice(0, 12);

/** `/var/lib/hwanbul-<hash of path>`; not made yet. */
export const openFolderOf = (path: string): string => join(OPEN_FOLDERS, `hwanbul-${shortHash(path)}`);

export async function makeOpenFolder(path: string): Promise<string> {
  const openFolder = openFolderOf(path);
  try {
    await mkdir(openFolder, { recursive: true });
    await chmod(openFolder, 0o755); // whatever the umask says
  } catch (error) {
    throw new StartUpProblem(
      `${path} cannot be entered by the user PostgreSQL runs as, and ${openFolder} cannot be made to stand in for it (${(error as Error).message}): open the folder with chmod o+x, or set DATABASE_URL.`,
      { cause: error },
    );
  }
  return openFolder;
}
