/** The address a request comes from, behind proxies that are named, and the group of addresses it is counted with. */
import type { IncomingMessage } from "node:http";
import { BlockList, isIP, isIPv6 } from "node:net";

/** Works on any request of the HTTP server, also on an `upgrade` that Express never sees. */
export type ClientAddress = (request: IncomingMessage) => string;

/** Counted together: requests whose socket is gone already. */
const UNKNOWN = "unknown";
/** A provider gives one customer at least a /64 (RFC 6177), so its 2⁶⁴ addresses are one caller. */
const GROUPS_OF_A_NETWORK = 4;

/**
 * The last address that is not one of the trusted proxies, read from the right: each proxy appends whom it heard. Left of a
 * stranger `X-Forwarded-For` is the stranger's own text and is never read.
 *
 * @param trustedProxies addresses and CIDR blocks.
 */
export function clientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = new BlockList();
  for (const range of trustedProxies) {
    const [address = "", bits] = range.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && trusted.check(address, isIPv6(address) ? "ipv6" : "ipv4");

  return (request) => {
    let address = plain(request.socket.remoteAddress ?? UNKNOWN);
    const hops = String(request.headers["x-forwarded-for"] ?? "").split(",");
    for (const hop of hops.reverse()) {
      if (!isTrusted(address)) break;
      const before = plain(hop.trim());
      if (isIP(before) === 0) break;
      address = before;
    }
    return address;
  };
}

/** An IPv4 address stands for itself, an IPv6 address for its /64. */
export const addressGroup = (address: string): string =>
  isIPv6(address) ? `${groupsOf(address).slice(0, GROUPS_OF_A_NETWORK).join(":")}::/64` : address;

/** Without a zone, and IPv4 as IPv4 also where a socket for both shows it as `::ffff:192.0.2.1`. */
function plain(address: string): string {
  const [bare = ""] = address.split("%");
  if (!isIPv6(bare)) return bare;
  const groups = groupsOf(bare);
  const isMapped = groups.slice(0, 5).every((group) => group === "0") && groups[5] === "ffff";
  if (!isMapped) return bare;
  const bytes = groups
    .slice(6)
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]);
  return bytes.join(".");
}

/** The eight groups, in the one way of writing that URL gives every IPv6 address. */
function groupsOf(address: string): string[] {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [left = [], right = []] = canonical.split("::").map((part) => (part === "" ? [] : part.split(":")));
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0"), ...right];
}
