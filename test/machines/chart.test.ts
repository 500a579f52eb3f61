/** The committed `docs/lifecycle.md` is what the machine says today. */
import { readFileSync } from "node:fs";
import { lifecycleMarkdown } from "../../machines/chart.js";
import { EVENTS, LIFECYCLE, STATES, type EventName } from "./lifecycle-table.js";

describe("docs/lifecycle.md", () => {
  it("is up to date (npm run schema)", () => {
    expect(readFileSync("docs/lifecycle.md", "utf8")).toBe(lifecycleMarkdown());
  });

  it("says each step of the table, with its effects", () => {
    const chapters = lifecycleMarkdown().split("\n### ");
    for (const [index, state] of STATES.entries()) {
      const chapter = chapters.find((text) => text.startsWith(`${index + 1} · \`${state}\``));
      for (const name of Object.keys(LIFECYCLE[state]) as EventName[]) {
        const [to, ...effects] = LIFECYCLE[state][name] ?? [];
        const row = chapter
          ?.split("\n")
          .find((line) => line.startsWith(`| \`${EVENTS[name].type}\``) && line.includes(`| \`${to}\` |`));
        expect(row?.replaceAll("*", "")).toContain(`| ${effects.map((effect) => `\`${effect}\``).join(", ")} |`);
      }
    }
  });

  it("draws an arrow for each pair of states that a step joins, and no other", () => {
    const drawn = [...lifecycleMarkdown().matchAll(/^ {2}(\w+) --> (\w+): /gm)].map(([, from, to]) => `${from} ${to}`);
    const due = STATES.flatMap((from) =>
      Object.values(LIFECYCLE[from]).map(([to]) => `${from.replace(".", "_")} ${to.replace(".", "_")}`),
    );
    expect(new Set(drawn)).toEqual(new Set(due));
  });
});
