/** The words that names and public texts do not use, and what to say instead. See docs/naming.md. */

/** Each is a whole part of a name (`bearRefund` is `bear`, `Refund`), without case. */
export const BANNED: Readonly<Record<string, string>> = {
  tell: "report, send, notify",
  tells: "report, send, notify",
  told: "reported, input",
  telling: "reporting",
  bear: "create",
  born: "created",
  birth: "creation",
  desk: "context, service, api client",
  door: "server, input, options",
  doors: "servers",
  story: "origin, history, seed, scenario",
  stories: "scenarios, cases",
  picture: "facts, snapshot",
  means: "inputs, meaning",
  ground: "context",
  words: "values, names, text",
  place: "position, path, address",
  places: "positions, paths, addresses",
  keep: "store",
  keeps: "stores",
  kept: "stored, redacted",
  stall: "address",
  homecoming: "return",
  dice: "random source",
  welcome: "start banner",
  ending: "shutdown",
  shelter: "open folder",
  courier: "sender",
  heeded: "handled",
  growth: "signal",
  mend: "repair",
  furnish: "extend",
  spoil: "inject a fault",
  timetable: "schedule",
  manner: "options",
};

/** Names in which such a word is somebody else's: a provider, a protocol, a field of JavaScript. */
const FOREIGN: ReadonlySet<string> = new Set([
  // 웰컴페이먼츠, a provider.
  "WELCOME",
  // HTTP and WebSocket keep-alive.
  "KEEP_ALIVE_MS",
  "keepAliveMs",
]);

/** The parts of a name: `bearRefund`, `BORN_LONG_AGO` and `keep-delivery` fall apart into words. */
const partsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.toLowerCase());

/** What is wrong with a name, or null. */
export function complaintAbout(name: string): string | null {
  if (FOREIGN.has(name)) return null;
  const banned = partsOf(name).find((part) => Object.hasOwn(BANNED, part));
  return banned === undefined ? null : `${name}: not "${banned}" but ${BANNED[banned]}`;
}
