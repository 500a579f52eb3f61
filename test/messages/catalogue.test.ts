/** The catalogue of messages is whole: both languages say everything, with the same values, and everything in it is said somewhere. */
import { spawnSync } from "node:child_process";
import { EVENT_TYPES } from "../../machines/events.js";
import { REFUND_STATES } from "../../machines/transition.js";
import { PERMISSIONS, PERSON_ROLES, SCOPES } from "../../src/access/permission.js";
import { BANKS } from "../../src/gateways/bank.js";
import { FINDING_CODES } from "../../src/gateways/finding.js";
import { GATEWAYS, PROVIDERS } from "../../src/gateways/port.js";
import { PROBLEMS } from "../../src/problem.js";
import { PERMISSION_OF_TASK, UNBLOCKED_BY } from "../../src/refund/eligibility/advice.js";
import { FAILURES } from "../../src/refund/eligibility/failure.js";
import { WORK_ITEM_KINDS } from "../../src/refund/record/work-item.entity.js";
import { codeOf, sources, textOf } from "../tidy/sources.js";

type Tree = { [name: string]: string | Tree };

/** Every text by its key. */
function textsIn(tree: Tree, path: readonly string[] = []): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === "string" ? [[[...path, name].join("."), value]] : textsIn(value, [...path, name]),
  );
}

const [ko, en] = ["ko", "en"].map((language) => textsIn(JSON.parse(textOf(`messages/${language}.json`)) as Tree));
const Korean = ko as [string, string][];
const English = en as [string, string][];

/** English tells one from many, Korean does not: `key_one` and `key_other` are one message. */
const messageOf = (key: string): string => key.replace(/_(one|other)$/, "");

/** Names of the values in a text, without their formats. */
const valuesIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name = ""]) => name))].toSorted();

const byMessage = (texts: [string, string][]): Record<string, string[]> => {
  const values: Record<string, string[]> = {};
  for (const [key, text] of texts) values[messageOf(key)] = [...(values[messageOf(key)] ?? []), ...valuesIn(text)];
  return Object.fromEntries(Object.entries(values).map(([key, names]) => [key, [...new Set(names)].toSorted()]));
};

/** Product names, operations, formats and codes stand in Korean sentences; a sentence in English does not. */
const ENGLISH_SENTENCE = /(?:\b[A-Za-z][a-z']*\b[ ,]+){4,}/;

describe("both languages", () => {
  it("have the same messages, with the same values in each", () => {
    expect(byMessage(English)).toEqual(byMessage(Korean));
    expect(Korean.length).toBeGreaterThan(200);
  });

  it("say one and many in English wherever a message counts", () => {
    const counting = Korean.filter(([, text]) => valuesIn(text).includes("count")).map(([key]) => messageOf(key));
    const keys = English.map(([key]) => key);
    for (const key of counting) expect(keys).toEqual(expect.arrayContaining([`${key}_one`, `${key}_other`]));
  });

  it("are written in their own script", () => {
    const said = (texts: [string, string][]) =>
      texts.filter(([key, text]) => !key.startsWith("names.") && /\p{L}/u.test(text.replace(/\{\{[^}]*\}\}/g, "")));
    expect(said(Korean).filter(([, text]) => ENGLISH_SENTENCE.test(text) || !/[가-힣]/.test(text))).toEqual([]);
    // The Korean term may stand once in brackets, where the English one is no name of its own.
    expect(English.filter(([, text]) => /[가-힣]/.test(text.replace(/\([^)]*\)/g, "")))).toEqual([]);
  });

  it("leave no particle to the reader: a value's particle is chosen when it is known", () => {
    const open = /\}\}(을|를|이|가|은|는|와|과|로|으로)(?![가-힣])|[을이은와]\((를|가|는|과)\)|\(으\)로/;
    expect(Korean.filter(([, text]) => open.test(text))).toEqual([]);
  });
});

describe("every message", () => {
  const code = sources
    .filter((file) => file.startsWith("src/") && file !== "src/messages/keys.ts")
    .map(codeOf)
    .join("\n");
  /** Rooms whose keys are made of a code: each code has its message, and no other is there. */
  const ROOMS: Record<string, readonly string[]> = {
    problems: Object.keys(PROBLEMS),
    failures: Object.keys(FAILURES),
    workItems: WORK_ITEM_KINDS.flatMap((kind) => ["happened", "meaning", "toDo"].map((part) => `${kind}.${part}`)),
    findings: FINDING_CODES,
    "names.payer": [...GATEWAYS, ...PROVIDERS],
    unblock: Object.keys(UNBLOCKED_BY),
    "names.permission": PERMISSIONS,
    "names.task": Object.keys(PERMISSION_OF_TASK),
    "names.role": PERSON_ROLES,
    "names.bank": BANKS.map((bank) => bank.code),
    "names.program": [...SCOPES, "other"],
  };
  const roomOf = (key: string): string | undefined => Object.keys(ROOMS).find((room) => key.startsWith(`${room}.`));

  it.each(Object.entries(ROOMS))("of %s has its code, and every code its message", (room, codes) => {
    const keys = Korean.map(([key]) => key).filter((key) => key.startsWith(`${room}.`));
    expect(keys.toSorted()).toEqual(codes.map((each) => `${room}.${each}`).toSorted());
  });

  it("names every state and every event", () => {
    const keys = Korean.map(([key]) => key);
    expect(REFUND_STATES.filter((state) => !keys.includes(`names.state.${state}`))).toEqual([]);
    expect(EVENT_TYPES.filter((event) => !keys.includes(`names.event.${event}`))).toEqual([]);
  });

  it("is said somewhere in the service", () => {
    const unused = [...new Set(Korean.map(([key]) => messageOf(key)))].filter((key) => {
      if (roomOf(key)) return false;
      const name = key.slice(key.lastIndexOf(".") + 1);
      const room = key.slice(0, key.lastIndexOf("."));
      // By its whole key; or by its name, in a room whose keys are put together from names.
      return (
        !code.includes(`"${key}"`) &&
        !(code.includes(`${room}.$\{`) && new RegExp(`\\b${name}\\b`).test(code)) &&
        !key.startsWith("names.")
      );
    });
    expect(unused).toEqual([]);
  });

  it("has its types fresh", () => {
    expect(spawnSync("node", [".ci/messages.mjs", "--check"], { encoding: "utf8" })).toMatchObject({ status: 0 });
  });
});
