/** However often it happens, one kind of event writes one line at once and one a period, with the count. */
import { limitedLine } from "../../src/telemetry/limited-line.js";
import { createLogger } from "../../src/telemetry/logger.js";
import { eventually } from "../server/open-app.js";

it("writes the first at once, then a summary, and starts anew when it has been quiet", async () => {
  const lines: string[] = [];
  const log = createLogger({ level: "info", destination: { write: (line) => void lines.push(line) } });
  const line = limitedLine(log, { level: "warn", message: "refused", periodMs: 300 });
  const read = () => lines.map((text) => JSON.parse(text) as Record<string, unknown>);

  for (let n = 0; n < 1_000; n += 1) line({ n });
  expect(read()).toMatchObject([{ level: "warn", msg: "refused", n: 0 }]);
  await eventually(() => lines.length > 1);
  expect(read()[1]).toMatchObject({ level: "warn", msg: "refused", n: 999, repeated: 999, withinMs: 300 });
  const quiet = limitedLine(log, { level: "warn", message: "another kind", periodMs: 300 });
  quiet({});
  expect(lines).toHaveLength(3);
});
