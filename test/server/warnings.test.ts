/** What is allowed and may not be meant stands in the log at the start, without its value. */
import { openApp, type OpenApp } from "./open-app.js";

let open: OpenApp;
afterEach(() => open.close());

it("a misspelled setting is warned of once", async () => {
  open = await openApp({ PORTONE_V2_API_SECERT: "never-shown" });
  const warnings = open.lines.filter((line) => line.includes("PORTONE_V2_API_SECERT"));
  expect(warnings).toEqual([expect.stringContaining("is no setting")]);
  expect((JSON.parse(warnings[0] ?? "{}") as { level: unknown }).level).toBe("warn");
  expect(open.lines.join("")).not.toContain("never-shown");
});
