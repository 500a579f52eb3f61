/** Where a server of ours listens, as a URL names it, and the sentence for a port it cannot have. */
import { StartUpProblem } from "../database/start-up-problem.js";
import { codeOf } from "../database/transaction.js";

/** An IPv6 address stands in brackets in a URL; "any address" is reached through loopback. */
export const urlHostOf = (host: string): string =>
  host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;

/**
 * The sentence for a server whose port cannot be had; null where that is not what went wrong.
 *
 * @param instead a setting that helps, such as `PORT=4001`.
 */
export function portProblem(cause: unknown, port: number, wantedBy: string, instead: string): StartUpProblem | null {
  const code = codeOf(cause);
  if (code !== "EADDRINUSE" && code !== "EACCES") return null;
  const reason =
    code === "EACCES"
      ? `this user may not listen there): choose one above 1023 with ${instead.split("=")[0]}`
      : `another program has it): stop that program, or start with ${instead}`;
  return new StartUpProblem(`Port ${port}, which the ${wantedBy} wants, cannot be had (${code}: ${reason}.`, { cause });
}
