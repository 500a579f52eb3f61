/** Where the data folder and the files beside it are: where the caller wants them, or in a shelter. */
import { chmod, mkdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { StartUpProblem } from "../start-up-problem.js";
import { closedFolder, serverUser, type ServerUser } from "./owner.js";
import { makeOpenFolder, openFolderOf } from "./open-folder.js";

/** Everything but the data folder belongs to the app's user; the server never reads it. */
export interface DataPaths {
  dataDirectory: string;
  passwordFile: string;
  lockFile: string;
  logFile: string;
  user: ServerUser;
}

/**
 * Makes the parent folder when it is missing. A folder that only root may enter is replaced by a shelter; data that
 * went to the shelter once is found there again, also after the folder was opened.
 *
 * @throws StartUpProblem when the folder cannot be made, or holds data that the server's user cannot get at.
 */
export async function chooseDataPaths(wanted: string): Promise<DataPaths> {
  const parent = await makeParent(dirname(resolve(wanted)));
  const asWanted = join(parent, basename(resolve(wanted)));
  const user = await serverUser(asWanted);
  if (!user.switched) return dataPathsAt(asWanted, user);

  const closed = await closedFolder(parent, user);
  if (await isCluster(asWanted)) {
    if (!closed) return dataPathsAt(asWanted, user);
    throw new StartUpProblem(
      `The data folder ${asWanted} cannot be reached by ${user.name}, who has to run PostgreSQL because you are root: allow it with chmod o+x ${closed}, or choose another data folder.`,
    );
  }
  const inOpenFolder = join(openFolderOf(asWanted), "data");
  if (!closed && !(await isCluster(inOpenFolder))) return dataPathsAt(asWanted, user);
  await makeOpenFolder(asWanted);
  return dataPathsAt(inOpenFolder, await serverUser(inOpenFolder));
}

const dataPathsAt = (dataDirectory: string, user: ServerUser): DataPaths => ({
  dataDirectory,
  passwordFile: `${dataDirectory}.password`,
  lockFile: `${dataDirectory}.lock`,
  logFile: `${dataDirectory}.log`,
  user,
});

const isCluster = async (folder: string): Promise<boolean> =>
  (await stat(join(folder, "PG_VERSION")).catch(() => null)) !== null;

/** Folders made here are open to enter, whatever the umask; the data folder itself is closed by PostgreSQL. */
async function makeParent(parent: string): Promise<string> {
  try {
    const first = await mkdir(parent, { recursive: true });
    for (let made = parent; first && made.length >= first.length; made = dirname(made)) await chmod(made, 0o755);
    return await realpath(parent);
  } catch (error) {
    throw notWritable(parent, error);
  }
}

export const notWritable = (folder: string, error: unknown): StartUpProblem =>
  new StartUpProblem(
    `The folder ${folder} cannot be written to (${(error as Error).message}): let this user write there, or choose another data folder.`,
    { cause: error },
  );
