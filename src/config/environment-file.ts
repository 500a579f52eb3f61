/** Settings from a file, in the form of `.env.example`. */
import { ConfigurationProblem } from "../config.js";

/** Another file than `.env`; empty: none. */
const NAMED_BY = "HWANBUL_ENV_FILE";

/**
 * Adds the settings of `.env` in the working directory to the environment. What is set there already has precedence, and
 * that the file is missing is no fault unless it was named.
 *
 * @throws ConfigurationProblem when the file cannot be read
 */
export function loadEnvironmentFile(): void {
  const named = process.env[NAMED_BY];
  if (named === "") return;
  const file = named ?? ".env";
  try {
    process.loadEnvFile(file);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT" && named === undefined) return;
    const help = named === undefined ? `let this user read it, or set ${NAMED_BY}= for none` : `${NAMED_BY} names it`;
    throw new ConfigurationProblem(`Settings cannot be read from ${file} (${code ?? String(cause)}): ${help}.`, {
      cause,
    });
  }
}
