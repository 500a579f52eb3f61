/** The guard of raw listeners: nothing that goes wrong in one leaves it. */
import { guarded } from "../../src/telemetry/guarded.js";

describe("a guarded listener", () => {
  const faults: string[] = [];
  const onFault = (fault: Error, name: string) => void faults.push(`${name}: ${fault.message}`);
  beforeEach(() => void (faults.length = 0));

  it("reports what it throws, with what it was called with", () => {
    const listener = guarded((_name: string) => {
      throw new TypeError("Invalid URL");
    }, onFault);
    expect(() => listener("upgrade")).not.toThrow();
    expect(faults).toEqual(["upgrade: Invalid URL"]);
  });

  it("reports a promise it left rejected, and what is no error as one", async () => {
    const listener = guarded((_name: string) => Promise.reject("gone" as unknown as Error), onFault);
    listener("notification");
    await new Promise((resolve) => setImmediate(resolve));
    expect(faults).toEqual(["notification: gone"]);
  });

  it("passes everything on while all is well", () => {
    const heard: unknown[] = [];
    guarded((...given: [string, number]) => heard.push(given), onFault as never)("data", 7);
    expect([heard, faults]).toEqual([[["data", 7]], []]);
  });
});
