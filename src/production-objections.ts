/** Objections and warnings of production to single settings, beyond the general rule. None shows a value. */
import { databaseUrlFault, isLoopbackUrl, originFault } from "./service-url.js";

export function databaseFault(text: string, of: (setting: string) => string | undefined): string | null {
  const fault = databaseUrlFault(text);
  return fault === null || of("DATABASE_CLEAR_ALLOWED") === "true"
    ? null
    : `${fault}, or set DATABASE_CLEAR_ALLOWED=true where the network itself encrypts`;
}
export const testKeyFault = (text: string) =>
  text.startsWith("sk_test_") ? "a test key answers success and moves no money" : null;
const partsOf = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
const firstFault = (text: string, faultOf: (origin: string) => string | null): string | null =>
  partsOf(text)
    .map(faultOf)
    .find((fault) => fault !== null) ?? null;
/** OpenID Connect has issuers at https only: whoever answers for a clear name can name keys of its own. */
export const clearIssuerFault = (text: string): string | null =>
  /^http:/i.test(text) && !isLoopbackUrl(text) ? "is clear http to another machine" : null;
export const originsFault = (text: string): string | null => firstFault(text, originFault);
/** A page that came in clear may be anybody's, and calls with its reader's token. */
export const clearOriginFault = (text: string): string | null =>
  firstFault(text, (origin) =>
    origin.startsWith("http:") && !isLoopbackUrl(origin) ? "allows pages that come in clear http: use https" : null,
  );
export const studioWarning = (text: string): string | null =>
  text.includes("studio.apollographql.com") ? "Apollo Studio may call with its reader's token" : null;
export const introspectionWarning = (text: string): string | null =>
  text === "true" ? "everyone may read the schema" : null;
export const clearDatabaseWarning = (text: string): string | null =>
  text === "true" ? "the database may be reached without checked TLS" : null;
export const logLevelWarning = (text: string): string | null =>
  ["debug", "trace"].includes(text)
    ? "more is logged than production needs"
    : text === "silent"
      ? "nothing is logged, faults neither"
      : null;
/** Two halves of the internet are everyone as well: a proxy's own network is never wider than 10.0.0.0/8, nor an IPv6 one than a /16. */
export const everyProxyFault = (text: string): string | null =>
  partsOf(text).some((range) => {
    const [address = "", bits] = range.split("/");
    return bits !== undefined && Number(bits) < (address.includes(":") ? 16 : 8);
  })
    ? "believes X-Forwarded-For of nearly everyone: name the networks of your own proxies"
    : null;
export const noLimitWarning = (text: string): string | null => (text === "0" ? "there is no limit" : null);

type Environment = Record<string, string | undefined>;

/** Variables of the platform that would undo what the settings ask for. */
export const platformFaults = (environment: Environment): string[] =>
  environment["NODE_TLS_REJECT_UNAUTHORIZED"] === "0"
    ? [
        "NODE_TLS_REJECT_UNAUTHORIZED: take it away; nobody's certificate would be checked (NODE_EXTRA_CA_CERTS adds an authority).",
      ]
    : [];
/** Variables that a library reads past the settings. */
export const platformWarnings = (environment: Environment): string[] =>
  environment["APOLLO_KEY"] === undefined ? [] : ["APOLLO_KEY: Apollo Server reports operations to Apollo."];
