/** The operating-system user the server runs as, and the folders that user can get into. */
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { StartUpProblem } from "../start-up-problem.js";

const run = promisify(execFile);

/** PostgreSQL refuses to run as root. We never create a user for it; one of these is there on any ordinary system. */
const STAND_INS_FOR_ROOT = ["postgres", "nobody"];

export interface ServerUser {
  uid: number;
  gid: number;
  /** For sentences: "postgres", or "user 1000" when only the number is known. */
  name: string;
  /** True when the app is root and must switch to this user when it starts the server. */
  switched: boolean;
}

/**
 * The app's own user; for root the owner of an existing data folder, else a stand-in.
 *
 * @throws StartUpProblem when the data folder is another user's, or root has nobody to run the server as.
 */
export async function serverUser(dataDirectory: string): Promise<ServerUser> {
  const owner = await stat(dataDirectory).catch(() => null);
  const uid = process.getuid?.() ?? -1;
  if (uid !== 0) {
    if (owner && owner.uid !== uid) throw foreignFolder(dataDirectory, owner.uid);
    return { uid, gid: process.getgid?.() ?? -1, name: `user ${uid}`, switched: false };
  }
  if (owner && owner.uid !== 0) {
    return { uid: owner.uid, gid: owner.gid, name: `user ${owner.uid}`, switched: true };
  }
  for (const name of STAND_INS_FOR_ROOT) {
    const found = await lookUp(name);
    if (found) return found;
  }
  throw new StartUpProblem(
    "PostgreSQL does not run as root and there is neither a user postgres nor nobody to run it as: start Hwanbul as an ordinary user, or set DATABASE_URL.",
  );
}

const foreignFolder = (folder: string, uid: number): StartUpProblem =>
  new StartUpProblem(
    `The data folder ${folder} belongs to another user (uid ${uid}): start Hwanbul as that user or as root, or choose another data folder.`,
  );

async function lookUp(name: string): Promise<ServerUser | null> {
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout), name, switched: true };
  } catch {
    return null;
  }
}

/** `initdb` (not the server) looks its user up by number and stops when there is no such entry. */
export function requireNamedUser(user: ServerUser): void {
  if (user.switched) return;
  try {
    userInfo();
  } catch (error) {
    throw new StartUpProblem(
      `This process runs as uid ${user.uid}, which has no entry in /etc/passwd, and PostgreSQL cannot make a data folder for it: run as a user that has one, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** The spawn options that make a child run as the user; other groups are dropped by Node when it switches. */
export const runAs = (user: ServerUser): { uid?: number; gid?: number } =>
  user.switched ? { uid: user.uid, gid: user.gid } : {};

/** The outermost folder on the way into `folder` (itself included) that the user may not enter; `null`: all are open. */
export async function closedFolder(folder: string, user: ServerUser): Promise<string | null> {
  const parent = dirname(folder);
  const closed = parent === folder ? null : await closedFolder(parent, user);
  if (closed) return closed;
  const { mode, uid, gid } = await stat(folder);
  const enter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  return mode & enter ? null : folder;
}
