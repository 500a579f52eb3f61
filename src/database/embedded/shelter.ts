/**
 * A place outside the checkout for what the server's user has to reach: root may work in a folder that only root may
 * enter (`/root`, a umask of 077), and then the server can neither load its binaries nor see its data there.
 */
import { createHash } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { StartUpProblem } from "../start-up-problem.js";

const SHELTERS = "/var/lib";

/** Twelve hex digits of the path: two checkouts on one machine never meet. */
const shortHash = (path: string): string => createHash("sha256").update(path).digest("hex").slice(0, 12);

/** `/var/lib/hwanbul-<hash of path>`; not made yet. */
export const shelterOf = (path: string): string => join(SHELTERS, `hwanbul-${shortHash(path)}`);

export async function makeShelter(path: string): Promise<string> {
  const shelter = shelterOf(path);
  try {
    await mkdir(shelter, { recursive: true });
    await chmod(shelter, 0o755); // whatever the umask says
  } catch (error) {
    throw new StartUpProblem(
      `${path} cannot be entered by the user PostgreSQL runs as, and ${shelter} cannot be made to stand in for it (${(error as Error).message}): open the folder with chmod o+x, or set DATABASE_URL.`,
      { cause: error },
    );
  }
  return shelter;
}
