/** Texts a caller reads are messages: no Korean literal and no English sentence stands in the code of the service. */
import { codeOf, complaints } from "./sources.js";

const HANGUL = /[가-힣]/g;
const LATIN = /[A-Za-z]/g;
const LITERAL = /"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

/** Files whose Korean is no text of ours for a caller, and why. */
const KOREAN_DATA: Readonly<Record<string, string>> = {
  "src/api/order/order.enums.ts": "descriptions of enum values: names of providers",
  "src/api/saved-view/saved-view.enums.ts": "descriptions of enum values: names of lists",
  "src/calendar/business-days.ts": "the name of a day as the gazette prints it",
  "src/gateway-rules/initial-rules.ts": "titles of the documents a rule was read in",
  "src/gateway-rules/wallet-rules.ts": "titles of the documents a rule was read in",
  "src/gateways/provider-refusals.ts": "what providers say",
  "src/gateways/reason.ts": "the reason a gateway is given with a cancel",
  "src/gateways/toss-pay/instrument.ts": "names of card companies as a vendor has them",
  "src/refund/settlement/cancel-command.ts": "the reason a gateway is given with a cancel",
};

const isService = (file: string): boolean => file.startsWith("src/") && !file.startsWith("src/messages/");
const count = (text: string, letters: RegExp): number => (text.match(letters) ?? []).length;

/** A description has the Korean term in brackets or beside its English sentence; a text for a caller is Korean all through. */
const koreanLiterals = (file: string): string[] =>
  (codeOf(file).match(LITERAL) ?? []).filter((text) => {
    const said = text.replace(/\$\{[^}]*\}|\([^()]*\)/g, "");
    return count(said, HANGUL) > 0 && count(said, HANGUL) * 2 >= count(said, LATIN);
  });

it("writes no Korean outside the catalogue of messages", () => {
  const faults = complaints((file) =>
    isService(file) && !Object.hasOwn(KOREAN_DATA, file) ? koreanLiterals(file) : [],
  );
  expect(faults).toEqual([]);
});

it.each(Object.entries(KOREAN_DATA))("%s has Korean that is %s", (file) => {
  expect(koreanLiterals(file)).not.toEqual([]);
});

/** Where a sentence would be given to a caller, by what stands before it. */
const PLACES: readonly [RegExp, string][] = [
  [/\bbadInput\(\s*["`][^"`]*\s/g, "a top-level error"],
  [/\breason:\s*["`][^"`]*\s/g, "the reason of a problem"],
  [/\bmessage:\s*["`](?=[A-Za-z])[^"`]*\s/g, "a message"],
  [/\bmessage:\s*[^,\n]*\?\s*["`][^"`]*\s/g, "a message"],
  [/\.(?:min|max|regex|refine|int)\([^"`\n]*,\s*["`](?:must|is|has|goes)\b/g, "the message of a schema"],
  [/\bz\.\w+\(\s*["`](?:must|is|does|has)\b/g, "the message of a schema"],
  [/new GraphQLError\(\s*["`]/g, "a top-level error"],
];

/** English that no caller of the API reads. */
const ENGLISH: Readonly<Record<string, string>> = {
  "src/api/server/websocket.ts": "what a fault of ours is called in the log; its answer is INTERNAL",
  "src/api/server/upgrade.ts": "lines of the log",
  "src/http/health.ts": "the probes of operators",
  "src/rate-limit/limits.ts": "lines of the log",
  "src/webhooks/receive.ts": "a line of the log",
};
const READ_BY_CALLERS =
  /^src\/(?:api(?!\/alarm)|http|webhooks|rate-limit|orders|refund|manual-refund|gateway-rules|reconciliation)\//;

const englishIn = (file: string): string[] => {
  const code = codeOf(file);
  return PLACES.flatMap(([place, what]) => [...code.matchAll(place)].map(([text]) => `${what}: ${text}`));
};

it("gives callers no English sentence that is no message", () => {
  const faults = complaints((file) =>
    READ_BY_CALLERS.test(file) && !Object.hasOwn(ENGLISH, file) ? englishIn(file) : [],
  );
  expect(faults).toEqual([]);
});

it.each(Object.entries(ENGLISH))("%s has English that is %s", (file) => {
  expect(englishIn(file)).not.toEqual([]);
});
