/** What counts as this machine: one answer for settings, signing keys and metrics. */
import { isLoopbackAddress, isLoopbackHost } from "../../src/service-url.js";

describe("this machine", () => {
  it.each(["127.0.0.1", "127.255.255.254", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:7f00:1"])(
    "has the address %s",
    (address) => expect(isLoopbackAddress(address)).toBe(true),
  );

  it.each(["", "0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "::2", "::ffff:10.0.0.1", "127.0.0.1.evil.example", "127.1"])(
    "has not the address %j",
    (address) => expect(isLoopbackAddress(address)).toBe(false),
  );

  it.each(["localhost", "LOCALHOST", "localhost.", "pay.localhost", "[::1]", "127.0.0.1"])("is named %s", (host) =>
    expect(isLoopbackHost(host)).toBe(true),
  );

  it.each(["localhost.evil.example", "notlocalhost", "localhost..", "127.0.0.1.evil.example", "[::]", "0.0.0.0"])(
    "is not named %s",
    (host) => expect(isLoopbackHost(host)).toBe(false),
  );
});
