/** The oldest Node.js the server and the command line run on. */
import { requireNode } from "../../src/config/node-version.js";

it.each(["22.17.0", "22.21.3", "24.0.0", "26.1.0"])("runs on Node %s", (version) => {
  expect(() => requireNode(version)).not.toThrow();
});

it.each(["20.20.2", "22.16.9", "18.19.0"])("says on Node %s which one it needs", (version) => {
  expect(() => requireNode(version)).toThrow(
    `Hwanbul runs on Node 22.17 or newer, and this is ${version}: install a newer one, or start it by \`npm run\`, which brings its own (a development dependency).`,
  );
});
