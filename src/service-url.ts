/** Addresses of services: which of them are this machine, and which may be given a secret or be trusted. */
import { BlockList, isIP } from "node:net";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Address of a peer as a socket names it (`127.0.0.1`, `::1`, `::ffff:127.0.0.1`: the list knows IPv4 in IPv6). */
export function isLoopbackAddress(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && LOOPBACK.check(address, version === 4 ? "ipv4" : "ipv6");
}

/** Host of a URL, with or without brackets. Names under `localhost` are this machine (RFC 6761); `localhost.evil.example` is not. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return isLoopbackAddress(name) || /^([a-z0-9-]+\.)*localhost\.?$/.test(name);
}

/** `false` for what is no URL. */
export function isLoopbackUrl(text: string): boolean {
  const url = urlOf(text);
  return url !== null && isLoopbackHost(url.hostname);
}

/** True when two addresses lead to the same service: on this machine only the port tells one from the other. */
export function isSameService(one: string, other: string): boolean {
  const [a, b] = [urlOf(one), urlOf(other)];
  if (!a || !b) return one === other;
  if (isLoopbackHost(a.hostname) && isLoopbackHost(b.hostname)) return a.port === b.port;
  return a.origin === b.origin;
}

/**
 * Objection to an address that carries secrets or is trusted, or null. Clear http is for this machine only.
 *
 * @param query whether the address is used as it stands and may have a query; a base gets paths appended to it.
 */
export function serviceUrlFault(text: string, { query }: { query: boolean }): string | null {
  const url = urlOf(text);
  if (!url || /[\s\\]/.test(text) || !/^https?:\/\/[^/]/i.test(text)) return "takes an address such as https://…";
  if (url.username !== "" || url.password !== "") return "holds a name or password: take it out of the address";
  if (text.includes("#")) return "holds a fragment (#…): take it out";
  if (!query && text.includes("?")) return "holds a query (?…): paths are appended to this address, take it out";
  if (url.protocol === "http:" && !isLoopbackHost(url.hostname))
    return "is clear http to another machine, where anybody in between reads and answers: use https";
  return null;
}

/** Modes in which the driver checks the server's certificate. `prefer` and `no-verify` do not say so for good. */
const CHECKED_TLS = new Set(["require", "verify-ca", "verify-full"]);

/** Objection to the way a database is reached, or null. This machine and Unix sockets need no TLS. */
export function databaseUrlFault(text: string): string | null {
  const url = urlOf(text);
  if (!url) return "takes an address such as postgresql://user:password@host:5432/name";
  const asked = url.searchParams;
  // The driver lets a parameter overrule the address, the last one of several.
  const doubled = ["host", "ssl", "sslmode", "uselibpqcompat"].find((name) => asked.getAll(name).length > 1);
  if (doubled) return `names ${doubled} twice`;
  const host = asked.get("host") ?? decodeURIComponent(url.hostname);
  // The driver would take PGHOST.
  if (host === "") return "names no host: name one, or a Unix socket as ?host=/folder";
  if (host.startsWith("/") || isLoopbackHost(host)) return null;
  const checked =
    CHECKED_TLS.has(asked.get("sslmode") ?? "") &&
    !asked.has("uselibpqcompat") &&
    (asked.get("ssl") ?? "true") === "true";
  return checked ? null : "is reached in clear or unchecked: add ?sslmode=verify-full";
}

/** Objection to an origin of the kind browsers send (scheme, host, port and nothing else), or null. */
export function originFault(text: string): string | null {
  if (text === "*" || text === "null") return `allows ${text}, which is every page there is: name each origin`;
  const url = urlOf(text);
  if (!url || url.origin !== text) return "takes origins such as https://admin.example.com: no path, no final slash";
  return null;
}

function urlOf(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
