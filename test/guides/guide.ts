/** A guide as a script: its chapters of a role, their questions, and the answers that stand in it. */

export interface Question {
  /** Counts the questions of a chapter from 1. */
  number: number;
  title: string;
  document: string;
  /** The guide shows a refusal: its answer has problems in it. */
  refused: boolean;
  variables: Record<string, unknown>;
  /** As it stands in the guide; undefined: none stands there yet. */
  answer: unknown;
  /** Where the answer stands in the guide, or is to stand. */
  place: { from: number; to: number };
}

export interface Chapter {
  /** In backticks in the chapter's heading. */
  caller: string;
  questions: Question[];
}

const CHAPTER = /^## .*\(`([a-z:-]+)`\)$/;
const QUESTION = /^### (\d+)\. (.+)$/;
const FENCE = /^```(.*)$/;

/** @throws Error naming a question without exactly one operation, or with a number out of turn */
export function readGuide(text: string): Chapter[] {
  const chapters: Chapter[] = [];
  let question: Question | undefined;
  let at = 0;
  let fence: { language: string; from: number; lines: string[] } | undefined;
  for (const line of text.split("\n")) {
    const [, language] = FENCE.exec(line) ?? [];
    if (fence && language !== undefined) {
      if (question) take(question, fence, { from: fence.from, to: at + line.length });
      fence = undefined;
    } else if (fence) fence.lines.push(line);
    else if (language !== undefined) fence = { language, from: at, lines: [] };
    else {
      const [, caller] = CHAPTER.exec(line) ?? [];
      const [, number, title = ""] = QUESTION.exec(line) ?? [];
      if (line.startsWith("## ")) question = undefined;
      if (caller) chapters.push({ caller, questions: [] });
      const chapter = chapters.at(-1);
      if (number && chapter) {
        question = {
          number: Number(number),
          title,
          document: "",
          refused: false,
          variables: {},
          answer: undefined,
          place: NOWHERE,
        };
        if (question.number !== chapter.questions.push(question)) throw new Error(`out of turn: ${line}`);
      }
    }
    at += line.length + 1;
  }
  for (const { caller, questions } of chapters)
    for (const one of questions) if (one.document === "") throw new Error(`${caller} ${one.number} asks nothing`);
  return chapters;
}

const NOWHERE = { from: 0, to: 0 };

type Place = Question["place"];

function take(question: Question, { language, lines }: { language: string; lines: string[] }, place: Place): void {
  const text = lines.join("\n");
  if (language === "graphql" || language === "graphql refused") {
    if (question.document !== "") throw new Error(`two operations under one question: ${question.title}`);
    question.document = text;
    question.refused = language !== "graphql";
    question.place = { from: place.to, to: place.to };
  } else if (language === "json variables") {
    question.variables = JSON.parse(text) as Record<string, unknown>;
    question.place = { from: place.to, to: place.to };
  } else if (language === "json") {
    question.answer = JSON.parse(text) as unknown;
    question.place = place;
  }
}

/** The guide with these answers, from its last question to its first. */
export const withAnswers = (text: string, answers: readonly { question: Question; answer: unknown }[]): string =>
  answers
    .toSorted((a, b) => b.question.place.from - a.question.place.from)
    .reduce((guide, { question, answer }) => {
      const { from, to } = question.place;
      const block = `\`\`\`json\n${JSON.stringify(answer, null, 2)}\n\`\`\``;
      return guide.slice(0, from) + (from === to ? `\n\n${block}` : block) + guide.slice(to);
    }, text);

/** Entries of a page, and of any other list: what is counted by gateway is shown for all of them. */
const SHOWN = { page: 3, list: 6 };
/** What is different in every run. */
const OPAQUE =
  /^(?:id|cursor|startCursor|endCursor|hash|errorId|gatewayRequestId|gatewayCancellationId|[a-z]+Id|lastSeenAt)$/;
/** What the seed names itself, or what is a choice of its own. */
const KEPT = new Set(["gatewayPaymentId"]);

/** An answer as a guide shows it: what differs in every run is `…`, of a long list the first entries stand, with the number of the others. */
export function shown(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) {
    const most = name === "edges" ? SHOWN.page : SHOWN.list;
    const first = value.slice(0, most).map((one) => shown(one, name));
    return value.length > most ? [...first, `… 외 ${value.length - most}건`] : first;
  }
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shown(one, key)]));
  return typeof value === "string" && OPAQUE.test(name) && !KEPT.has(name) ? "…" : value;
}

const EARLIER = /^‹(\d+)(번 변수)?: ([\w.]+)›$/;

/** What was sent and answered before, by the number of its question. */
type Earlier = ReadonlyMap<number, { variables: unknown; answer: unknown }>;

/** Variables with what they take from an earlier answer of the chapter, `‹3: refunds.edges.0.node.id›`, or from variables, `‹3번 변수: input›`. */
export function filled(variables: unknown, earlier: Earlier): unknown {
  if (Array.isArray(variables)) return variables.map((one) => filled(one, earlier));
  if (typeof variables === "object" && variables !== null)
    return Object.fromEntries(Object.entries(variables).map(([key, one]) => [key, filled(one, earlier)]));
  const [, number, sent, path = ""] = (typeof variables === "string" && EARLIER.exec(variables)) || [];
  if (number === undefined) return variables;
  const [value = null, ...others] = valuesAt(earlier.get(Number(number))?.[sent ? "variables" : "answer"], path);
  if (value === null || others.length > 0) throw new Error(`nothing earlier has ${String(variables)}`);
  return value;
}

/** Every value under a path such as `refunds.edges.*.node.refundNo`; `*` stands for each entry of a list. */
export const valuesAt = (data: unknown, path: string): unknown[] =>
  path.split(".").reduce<unknown[]>(
    (found, name) =>
      found.flatMap((one) => {
        if (name === "*") return Array.isArray(one) ? (one as unknown[]) : [];
        return [(one as Record<string, unknown> | null | undefined)?.[name] ?? null];
      }),
    [data],
  );
