/**
 * Writes src/messages/keys.ts from messages/ko.json (`npm run messages`): the keys, and the parameters of each. `--check` fails when
 * it is stale. On its own and in JavaScript, because without a fresh keys.ts nothing compiles.
 */
import { readFileSync, writeFileSync } from "node:fs";

const FILE = new URL("../src/messages/keys.ts", import.meta.url);

/** Each text with its key; `key_one` and `key_other` are one message. */
function* texts(node, path = []) {
  for (const [name, value] of Object.entries(node)) {
    if (typeof value === "string") yield [[...path, name].join(".").replace(/_(?:one|other)$/, ""), value];
    else yield* texts(value, [...path, name]);
  }
}

/** `{{amount, money}}` is an amount, `{{lastDay, day}}` a text, anything else whatever can be said. */
function typeOf(name, formats) {
  if (name === "count") return "number";
  // In digits where it may be more than a number holds exactly.
  if (formats.includes("money")) return "number | string";
  return formats.includes("day") || formats.includes("moment") ? "string" : "Text";
}

function parametersOf(text) {
  const found = new Map();
  for (const [, inner] of text.matchAll(/\{\{([^}]*)\}\}/g)) {
    const [name, ...formats] = inner.split(",").map((part) => part.trim());
    found.set(name, typeOf(name, formats));
  }
  return found;
}

const catalogue = JSON.parse(readFileSync(new URL("../messages/ko.json", import.meta.url), "utf8"));
const entries = [...new Map(texts(catalogue))].map(([key, text]) => {
  const parameters = [...parametersOf(text)].map(([name, type]) => `    ${name}: ${type};\n`);
  return `  "${key}": ${parameters.length === 0 ? "null" : `{\n${parameters.join("")}  }`};\n`;
});
const wanted = `/** The messages and their parameters; written by npm run messages from messages/ko.json. */
import type { Text } from "./text.js";

export interface Messages {
${entries.join("")}}
`;

if (process.argv.includes("--check")) {
  if (readFileSync(FILE, "utf8") !== wanted) {
    console.error("stale  src/messages/keys.ts: run npm run messages");
    process.exitCode = 1;
  }
} else {
  writeFileSync(FILE, wanted);
}
