/**
 * The operator's guide is the script of each role's day: every question in it is sent as that role, and answered as the guide says;
 * every number in an answer is counted again by SQL. HWANBUL_WRITE_GUIDES=1 writes the answers anew instead of comparing them.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Role } from "../../src/access/permission.js";
import { filled, readGuide, shown, valuesAt, withAnswers, type Question } from "./guide.js";
import { RECOUNTS, type Recount } from "./recounts.js";
import { openSeededShop, type SeededShop } from "./seeded-shop.js";

const GUIDE = fileURLToPath(new URL("../../docs/ko/operator-guide.md", import.meta.url));
const PRETTIER = fileURLToPath(new URL("../../node_modules/.bin/prettier", import.meta.url));
const WRITES = process.env["HWANBUL_WRITE_GUIDES"] === "1";
const ROLES_OF_PEOPLE: Role[] = ["refund-operator", "cs-agent", "approver", "accountant", "privacy-officer", "analyst"];
const QUESTIONS_A_DAY = 10;

const text = readFileSync(GUIDE, "utf8");
const chapters = readGuide(text);
const isMutation = ({ document }: Question): boolean => document.startsWith("mutation");

let shop: SeededShop;
beforeAll(async () => (shop = await openSeededShop()));
afterAll(() => shop.close());

const answers: { question: Question; answer: unknown }[] = [];
afterAll(() => {
  if (!WRITES) return;
  writeFileSync(GUIDE, withAnswers(text, answers));
  execFileSync(PRETTIER, ["--write", GUIDE]);
});

it("has a chapter for each role of people, with ten questions at least", () => {
  expect(chapters.map(({ caller }) => caller)).toEqual(ROLES_OF_PEOPLE);
  for (const { questions } of chapters)
    expect(questions.filter((one) => !isMutation(one)).length).toBeGreaterThanOrEqual(QUESTIONS_A_DAY);
});

it("has every question counted again", () => {
  for (const { caller, questions } of chapters)
    expect([caller, Object.keys(RECOUNTS[caller] ?? {})]).toEqual([
      caller,
      questions.map(({ number }) => String(number)),
    ]);
});

// One day for all: what a role has done, the next one finds.
describe.each(chapters)("$caller", ({ caller, questions }) => {
  const earlier = new Map<number, unknown>();

  it.each(questions)("$number. $title", async (question) => {
    const answer = await send(caller as Role, question, earlier);
    earlier.set(question.number, answer);
    const recount = RECOUNTS[caller]?.[question.number];
    if (recount) await counted(recount, answer);
    answers.push({ question, answer: shown(answer) });
    expect(shown(answer)).toEqual(WRITES ? shown(answer) : question.answer);
  });
});

/** Everything a question's answer must be free of: errors, and problems of the commands. */
async function send(role: Role, question: Question, earlier: ReadonlyMap<number, unknown>): Promise<unknown> {
  const { document, variables } = question;
  const { body } = await shop.open.post(
    { query: document, variables: filled(variables, earlier) },
    { authorization: `Bearer ${await shop.token(role)}`, "accept-language": "ko" },
  );
  expect(body.errors).toBeUndefined();
  const problems: unknown[] = [];
  JSON.stringify(body.data, (name, value: unknown) => {
    if (name === "userErrors") problems.push(...(value as unknown[]));
    return value;
  });
  expect(problems).toEqual([]);
  if (isMutation(question)) await shop.settle();
  return body.data;
}

/** Compared column by column: the rows of the statement, and what stands at each path of the answer. */
async function counted({ sql, ...paths }: Recount, answer: unknown): Promise<void> {
  const rows = await shop.open.rows<{ row: Record<string, unknown> }>(
    `select to_jsonb(recount) as row from (${sql}) recount`,
  );
  for (const [column, path] of Object.entries(paths))
    expect([column, valuesAt(answer, path)]).toEqual([column, rows.map(({ row }) => row[column])]);
}
