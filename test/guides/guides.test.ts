/**
 * The guides are scripts: every question in them is sent as the role or with the scope of its chapter, and answered as the guide says;
 * every number in an answer is counted again by SQL. HWANBUL_WRITE_GUIDES=1 writes the answers anew instead of comparing them.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isRole, isScope, ROLES } from "../../src/access/permission.js";
import { eventually } from "../server/open-app.js";
import { filled, readGuide, shown, valuesAt, withAnswers, type Question } from "./guide.js";
import { RECOUNTS, type Recount } from "./recounts.js";
import { openSeededShop, type SeededShop } from "./seeded-shop.js";

const WRITES = process.env["HWANBUL_WRITE_GUIDES"] === "1";
const PRETTIER = fileURLToPath(new URL("../../node_modules/.bin/prettier", import.meta.url));
/** One day for all of them, in this order: what one has done, the next one finds. */
const GUIDES = ["operator-guide", "integrator-guide"].map((name) => {
  const file = fileURLToPath(new URL(`../../docs/ko/${name}.md`, import.meta.url));
  const text = readFileSync(file, "utf8");
  return { name, file, text, chapters: readGuide(text), answers: [] as { question: Question; answer: unknown }[] };
});
const QUESTIONS_A_DAY = 10;
/** What a stream has to say of the past comes at once. */
const QUIET_MS = 1_000;

const isMutation = ({ document }: Question): boolean => document.startsWith("mutation");
const isSubscription = ({ document }: Question): boolean => document.startsWith("subscription");

let shop: SeededShop;
/** The place in the stream on the morning of the day. */
let cursor: string;
beforeAll(async () => {
  shop = await openSeededShop();
  const [newest] = await shop.open.rows<{ position: string }>(`select max(position) as position from event_log`);
  cursor = Buffer.from(`event:${newest?.position}`).toString("base64url");
});
afterAll(() => shop.close());

afterAll(() => {
  if (!WRITES) return;
  for (const { file, text, answers } of GUIDES) {
    writeFileSync(file, withAnswers(text, answers));
    execFileSync(PRETTIER, ["--write", file]);
  }
});

it("have a chapter for each role of people, with ten questions at least", () => {
  const chapters = GUIDES.flatMap((guide) => guide.chapters);
  const ofPeople = chapters.filter(({ caller }) => isRole(caller));
  expect(ofPeople.map(({ caller }) => caller).toSorted()).toEqual(
    ROLES.filter((role) => role !== "service").toSorted(),
  );
  for (const { questions } of ofPeople)
    expect(questions.filter((one) => !isMutation(one)).length).toBeGreaterThanOrEqual(QUESTIONS_A_DAY);
});

it("have every question counted again", () => {
  const numbers = GUIDES.flatMap(({ chapters }) =>
    chapters.map(({ caller, questions }) => [caller, questions.map(({ number }) => String(number))]),
  );
  expect(Object.entries(RECOUNTS).map(([caller, recounts]) => [caller, Object.keys(recounts)])).toEqual(numbers);
});

describe.each(GUIDES)("$name", ({ chapters, answers }) => {
  describe.each(chapters)("$caller", ({ caller, questions }) => {
    const earlier = new Map<number, { variables: unknown; answer: unknown }>();
    beforeAll(() => void earlier.set(0, { variables: {}, answer: { cursor } }));

    it.each(questions)("$number. $title", async (question) => {
      const variables = filled(question.variables, earlier);
      const answer = await send(caller, question, variables);
      earlier.set(question.number, { variables, answer });
      await counted(RECOUNTS[caller]?.[question.number], answer);
      answers.push({ question, answer: shown(answer) });
      expect(shown(answer)).toEqual(WRITES ? shown(answer) : question.answer);
    });
  });
});

const tokenOf = (caller: string): Promise<string> => {
  if (isRole(caller)) return shop.token(caller);
  if (!isScope(caller)) throw new Error(`neither a role nor a scope: ${caller}`);
  const subject = caller === "returns:write" ? "return-service" : `${caller.split(":")[0]}-service`;
  return shop.open.token({ subject, roles: ["service"], scopes: [caller] });
};

/** The data of an answer without errors, and without problems unless the guide shows a refusal. */
async function send(caller: string, question: Question, variables: unknown): Promise<unknown> {
  const authorization = `Bearer ${await tokenOf(caller)}`;
  if (isSubscription(question)) return followed(question, variables, authorization);
  const { body } = await shop.open.post(
    { query: question.document, variables },
    { authorization, "accept-language": "ko" },
  );
  expect(body.errors).toBeUndefined();
  const problems: unknown[] = [];
  JSON.stringify(body.data, (name, value: unknown) => {
    if (name === "userErrors") problems.push(...(value as unknown[]));
    return value;
  });
  expect([problems.length > 0, question.refused ? [] : problems]).toEqual([question.refused, []]);
  if (isMutation(question)) await shop.settle();
  return body.data;
}

/** What a stream says of the past after the cursor. */
async function followed({ document: query }: Question, variables: unknown, authorization: string): Promise<unknown[]> {
  await eventually(async () => (await shop.open.rows(`select 1 from event_log where position is null`)).length === 0);
  const events: unknown[] = [];
  let last = Date.now();
  const stop = shop.open.client({ authorization }).subscribe(
    { query, variables: variables as Record<string, unknown> },
    {
      next: ({ data, errors }) => {
        events.push(errors ?? data);
        last = Date.now();
      },
      error: (error) => void events.push(error),
      complete: () => {},
    },
  );
  await eventually(() => events.length > 0);
  while (Date.now() - last < QUIET_MS) await sleep(QUIET_MS / 10);
  stop();
  return events;
}

/** Compared column by column: the rows of the statement, and what stands at each path of the answer. */
async function counted(recount: Recount | undefined, answer: unknown): Promise<void> {
  const { sql, ...paths } = recount ?? { sql: "" };
  const rows = await shop.open.rows<{ row: Record<string, unknown> }>(
    `select to_jsonb(recount) as row from (${sql}) recount`,
  );
  for (const [column, path] of Object.entries(paths))
    expect([column, valuesAt(answer, path)]).toEqual([column, rows.map(({ row }) => row[column])]);
}
