/** Whose address counts: a proxy's word only where the proxy is trusted, and one customer's IPv6 network as one caller. */
import type { IncomingMessage } from "node:http";
import { readConfig } from "../../src/config.js";
import { addressGroup, clientAddress } from "../../src/rate-limit/client-address.js";

const PROXIES = ["10.0.0.0/8", "192.0.2.7", "2001:db8:1::/48"];
const from = (remoteAddress: string | undefined, forwarded?: string): IncomingMessage =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  }) as IncomingMessage;

it.each<[string, string | undefined, string | undefined, string]>([
  ["a stranger's own text", "203.0.113.5", "198.51.100.1", "203.0.113.5"],
  ["whom a trusted proxy heard", "10.1.2.3", "198.51.100.1", "198.51.100.1"],
  ["the last one that is no proxy", "10.1.2.3", "1.1.1.1, 198.51.100.1, 192.0.2.7", "198.51.100.1"],
  ["what a stranger put in front of it", "10.1.2.3", "6.6.6.6,198.51.100.1", "198.51.100.1"],
  ["a proxy on IPv6", "2001:db8:1::5", "2001:db8:9::1", "2001:db8:9::1"],
  ["a proxy as a mapped address", "::ffff:10.1.2.3", "::ffff:198.51.100.1", "198.51.100.1"],
  ["no address at all in the header", "10.1.2.3", "unknown", "10.1.2.3"],
  ["a text of any length in the header", "10.1.2.3", "x".repeat(9_000), "10.1.2.3"],
  ["an empty hop", "10.1.2.3", "198.51.100.1,", "10.1.2.3"],
  ["only proxies", "10.1.2.3", "10.9.9.9", "10.9.9.9"],
  ["no header", "10.1.2.3", undefined, "10.1.2.3"],
  ["a socket that is gone", undefined, "198.51.100.1", "unknown"],
])("%s", (_what, remote, forwarded, address) => {
  expect(clientAddress(PROXIES)(from(remote, forwarded))).toBe(address);
});

it("trusts nobody by default", () => {
  const { TRUSTED_PROXIES } = readConfig({});
  expect(clientAddress(TRUSTED_PROXIES)(from("127.0.0.1", "198.51.100.1"))).toBe("127.0.0.1");
});

it("groups IPv6 by /64 in every way of writing, and leaves IPv4 alone", () => {
  const same = ["2001:db8:0:1::1", "2001:0DB8:0:1:ffff:ffff:ffff:ffff", "2001:db8::1:0:0:0:9"];
  expect(new Set(same.map(addressGroup))).toEqual(new Set(["2001:db8:0:1::/64"]));
  expect(addressGroup("2001:db8:0:2::1")).toBe("2001:db8:0:2::/64");
  expect(addressGroup("::1")).toBe("0:0:0:0::/64");
  expect(addressGroup("198.51.100.1")).toBe("198.51.100.1");
});

it.each(["10.0.0.0/33", "nonsense", "10.0.0.0/8/8", "10.0.0.0/", "::1/129", "fe80::1%eth0"])(
  "refuses %s as a proxy",
  (range) => {
    expect(() => readConfig({ TRUSTED_PROXIES: `192.0.2.1,${range}` })).toThrow(/TRUSTED_PROXIES/);
  },
);
