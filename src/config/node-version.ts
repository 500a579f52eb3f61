/** The Node.js this runs on: `npm` scripts bring one along, an installation for production brings its own. */
import { ConfigurationProblem } from "../config.js";

/** MikroORM's: the newest of what the libraries ask for. */
const OLDEST = [22, 17] as const;

/** @throws ConfigurationProblem on one that is too old, before anything is loaded that would fail there without a reason. */
export function requireNode(version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new ConfigurationProblem(
    `Hwanbul runs on Node ${OLDEST.join(".")} or newer, and this is ${version}: install a newer one, or start it by \`npm run\`, which brings its own (a development dependency).`,
  );
}
