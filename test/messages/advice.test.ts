/** Advice its reader can follow: each next step is tied to something somebody may do, and names who that is. */
import { MATRIX } from "../../src/access/matrix.js";
import { PERSON_ROLES, SCOPES, type Permission, type PersonRole } from "../../src/access/permission.js";
import { nameOf, say } from "../../src/messages/catalogue.js";
import type { Language } from "../../src/messages/language.js";
import { REFUND_STATES } from "../../machines/transition.js";
import { minorUnits } from "../../src/money/minor-units.js";
import { adviceText, whoCan } from "../../src/api/refund/advice.js";
import {
  openTo,
  PERMISSION_OF_TASK,
  possibleNow,
  UNBLOCKED_BY,
  type Task,
} from "../../src/refund/eligibility/advice.js";
import { FAILURES, type FailureCause } from "../../src/refund/eligibility/failure.js";
import type { ObjectionCode } from "../../src/refund/eligibility/objections.js";
import { availableActions, PERMISSION_OF_ACTION, type RefundFacts } from "../../src/refund/eligibility/rules.js";
import { handClock } from "../kit/clock.js";

const START = handClock().now();
const LANGUAGES: readonly Language[] = ["ko", "en"];
const TASKS = Object.keys(PERMISSION_OF_TASK) as Task[];
const CODES = Object.keys(UNBLOCKED_BY) as ObjectionCode[];

const factsIn = (state: RefundFacts["state"]): RefundFacts => ({
  state,
  amount: minorUnits(10_000),
  refundable: minorUnits(10_000),
  requestedBy: null,
  approvedBy: null,
  accountNamedBy: [],
  account: { bankCode: "088", hasPhone: true },
  payment: {
    gateway: "PORTONE_V2",
    provider: "KCP",
    method: "CARD",
    paidAt: START,
    walletSource: null,
    walletSourceAtGateway: null,
    sellerConsented: false,
    amount: minorUnits(10_000),
    refundedAtGateway: minorUnits(0),
    uncaptured: minorUnits(0),
    currency: "KRW",
    captureState: "CAPTURED",
    disputed: false,
    cancelsSoFar: 0,
    unmatchedCancels: 1,
    busy: false,
    busyWithThis: false,
    slow: false,
  },
  rules: [],
  at: START,
});

/** Names of all who hold a task's permission: people, or where no person may, programs. */
const namesOf = (task: Task, language: Language): string[] => {
  const { roles, scopes } = MATRIX[PERMISSION_OF_TASK[task]];
  return roles.length > 0
    ? roles.map((role) => nameOf(language, "role", role))
    : scopes.map((scope) => nameOf(language, "program", scope));
};

it.each(TASKS)("%s is something somebody may do", (task) => {
  const { roles, scopes } = MATRIX[PERMISSION_OF_TASK[task]];
  expect([...roles, ...scopes].length).toBeGreaterThan(0);
  expect([...PERSON_ROLES, ...SCOPES]).toEqual(expect.arrayContaining([...roles, ...scopes]));
  for (const language of LANGUAGES) expect(nameOf(language, "task", task)).not.toBe(task);
});

describe.each(CODES)("%s", (code) => {
  it.each(REFUND_STATES)("in %s names who can do each thing that is possible, and nothing else", (state) => {
    const facts = factsIn(state);
    const tasks = possibleNow(UNBLOCKED_BY[code], facts);
    for (const language of LANGUAGES) {
      const text = adviceText({ next: `unblock.${code}`, tasks, mine: [] }, language);
      expect(text).toContain(say(language, `unblock.${code}`));
      expect(text.includes(say(language, "advice.nothingNow"))).toBe(tasks.length === 0);
      for (const task of tasks)
        for (const name of [nameOf(language, "task", task), ...namesOf(task, language)]) expect(text).toContain(name);
    }
  });

  it("leads somewhere in a state in which the refund waits to be sent", () => {
    const ways = (["returnCollected", "refundRequested.refused"] as const).flatMap((state) =>
      possibleNow(UNBLOCKED_BY[code], factsIn(state)),
    );
    expect(ways.length).toBeGreaterThan(0);
  });
});

it.each(Object.keys(FAILURES) as FailureCause[])("the next step of %s names who can", (cause) => {
  const { next, actions } = FAILURES[cause];
  for (const language of LANGUAGES) {
    const text = adviceText({ next, tasks: actions, mine: [] }, language);
    for (const task of actions) for (const name of namesOf(task, language)) expect(text).toContain(name);
  }
});

describe("to whoever can do it, it says so", () => {
  const facts = factsIn("refundRequested.refused");
  const callerOf = (role: PersonRole) => {
    const may = (permission: Permission) => MATRIX[permission].roles.includes(role);
    const available = availableActions(
      facts,
      { subject: role, may: (action) => may(PERMISSION_OF_ACTION[action]) },
      false,
    );
    return { available, may };
  };

  it.each(PERSON_ROLES)("%s", (role) => {
    const caller = callerOf(role);
    for (const code of CODES) {
      const tasks = possibleNow(UNBLOCKED_BY[code], facts);
      const mine = openTo(tasks, caller);
      for (const task of mine) expect(MATRIX[PERMISSION_OF_TASK[task]].roles).toContain(role);
      const text = whoCan(tasks, mine, "ko").join(" ");
      expect(text.includes("지금 직접 할 수 있습니다")).toBe(mine.length > 0);
    }
  });

  it("in words", () => {
    expect(whoCan(["CHANGE_ACCOUNT"], [], "ko")).toEqual(["환불계좌 등록·변경은 상담원이 해야 합니다."]);
    expect(whoCan(["RECORD_RULE", "FALL_BACK_TO_MANUAL"], ["FALL_BACK_TO_MANUAL"], "ko")).toEqual([
      "수기 환불 접수는 지금 직접 할 수 있습니다.",
      "결제사 규칙 기록은 승인자가 할 수 있습니다.",
    ]);
    expect(whoCan(["REPORT_CAPTURE"], [], "ko")).toEqual(["매입 보고는 정산 서비스가 해야 합니다."]);
    expect(whoCan(["RESOLVE_UNKNOWN"], [], "en")).toEqual([
      "This is up to the refund operator, approver: statement of the outcome.",
      "One person states it, and it takes effect once another one confirms it.",
    ]);
  });
});
