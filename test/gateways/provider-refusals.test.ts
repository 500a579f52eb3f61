/** The table of refusals: each row means what it says, and what no row knows is never a no. */
import fc from "fast-check";
import { PROVIDERS, type ProviderName, type Verdict } from "../../src/gateways/port.js";
import {
  claimIn,
  CODE_ROWS,
  EFFECT_ROWS,
  meaningOf,
  NO_EFFECT_ROWS,
  unlessEffectClaimed,
  type RefusalMeaning,
} from "../../src/gateways/provider-refusals.js";
import { forAll, seedOf } from "./random.js";

/** A sentence that no row knows. */
const PLAIN = "취소 실패";
const certain = ({ kind }: RefusalMeaning): boolean => kind === "NO_EFFECT" || kind === "NOT_NOW";

describe("a code", () => {
  it.each(CODE_ROWS)("$code of $providers", ({ providers, code, meaning, source }) => {
    for (const provider of providers) {
      expect(meaningOf({ provider, code, text: PLAIN })).toEqual(meaning);
      expect(meaningOf({ provider, code: ` ${code} `, text: "" })).toEqual(meaning);
    }
    expect(source).not.toBe("");
  });

  it.each(CODE_ROWS.filter(({ meaning }) => certain(meaning)))(
    "$code of $providers makes no no of it at another provider, nor beside a sentence that money moves",
    ({ providers, code }) => {
      const strangers: (ProviderName | null)[] = PROVIDERS.filter((name) => !providers.includes(name));
      for (const provider of [...strangers, null])
        expect(certain(meaningOf({ provider, code, text: PLAIN }))).toBe(false);
      for (const provider of providers)
        for (const { sample } of EFFECT_ROWS)
          expect(certain(meaningOf({ provider, code, text: `${PLAIN}: ${sample}` }))).toBe(false);
    },
  );

  it("stands once for each provider", () => {
    const named = CODE_ROWS.flatMap(({ providers, code }) => providers.map((provider) => `${provider} ${code}`));
    expect(new Set(named).size).toBe(named.length);
  });
});

describe("a sentence", () => {
  it.each([...EFFECT_ROWS, ...NO_EFFECT_ROWS])("$sample", ({ sample, meaning, source }) => {
    expect(meaningOf({ provider: null, code: null, text: sample })).toEqual(meaning);
    expect(meaningOf({ provider: "OTHER", code: "X1", text: sample.normalize("NFD") })).toEqual(meaning);
    expect(source).not.toBe("");
  });

  it.each([
    "기취소된 거래 입니다.",
    "기 취소 요청",
    "이미 전액취소된 주문입니다.",
    "취소 완료 거래",
    "Already canceled payment",
    "취소금액이 취소가능금액보다 큼",
    "부분취소 금액이 취소 가능 금액을 초과하여 취소할 수 없습니다",
    "환불 잔액 부족",
  ])("%s says that it is done, or that less is left than we believe", (text) => {
    expect(meaningOf({ provider: null, code: null, text })).toEqual({ kind: "DONE_ALREADY" });
  });

  it.each([
    "취소 요청이 접수되어 처리 예정입니다.",
    "취소접수 완료(익영업일 처리)",
    "환불 접수가 완료되었습니다",
    "취소 대기중인 거래입니다",
    "이미 접수된 취소입니다. D+1 처리",
    "영업일 2일 이내 환불됩니다",
    "Refund request accepted",
    "the refund will be processed tomorrow",
  ])("%s says that it will come", (text) => {
    expect(meaningOf({ provider: null, code: null, text })).toEqual({ kind: "WILL_COME" });
  });

  it.each([
    ["취소 기한 초과", "DEADLINE_PASSED"],
    ["환불 가능한 기간이 지났습니다.", "DEADLINE_PASSED"],
    ["부분취소가 불가능한 거래입니다.", "PARTIAL_NOT_POSSIBLE"],
    ["휴대폰 결제는 부분취소를 지원하지 않습니다.", "PARTIAL_NOT_POSSIBLE"],
    ["잘못된 환불 계좌번호입니다.", "ACCOUNT_REJECTED"],
    ["예금주명 불일치", "ACCOUNT_REJECTED"],
    ["예금주 확인 불가", "ACCOUNT_REJECTED"],
    ["환불계좌 정보를 확인해 주세요", "ACCOUNT_REJECTED"],
    ["고객 계좌가 입금이 되지 않는 상태입니다.", "ACCOUNT_REJECTED"],
    ["계좌번호가 올바르지 않습니다. 확인해 주세요.", "ACCOUNT_REJECTED"],
    ["환불 특약 미가입 상점입니다", "CONTRACT_MISSING"],
    ["환불이 거절됐습니다. 결제사에 문의 부탁드립니다.", "PROVIDER_REFUSED"],
  ])("%s is a no: %s", (text, cause) => {
    expect(meaningOf({ provider: null, code: "X1", text })).toEqual({ kind: "NO_EFFECT", cause });
  });

  it.each([
    "",
    "취소 불가 거래",
    "거절",
    "취소 실패",
    "한도 초과",
    "계좌이체 취소 오류",
    "가상계좌 환불 처리 오류",
    "환불은 처리되었으나 계좌 입금 불가",
    "계좌 확인 중입니다",
    "시스템 점검으로 취소가 거절되었습니다",
    "취소 거절 (응답시간 초과)",
    `취소가 거절되었습니다${".".repeat(2_000)}`,
  ])("%s is no certain no", (text) => {
    expect(certain(meaningOf({ provider: null, code: "X1", text }))).toBe(false);
  });

  it.each(["", "0000", "-1", "9999", "ERR_999", "READ_TIMEOUT"])("beside the code %j names no reason", (code) => {
    for (const { sample } of NO_EFFECT_ROWS)
      expect(certain(meaningOf({ provider: "KCP", code, text: sample }))).toBe(false);
  });
});

describe("whatever comes", () => {
  const foreign = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("거", "래", "오", "류", " ", "[", "1") }),
  );
  const known = new Set(CODE_ROWS.map(({ code }) => code));

  it("text nobody wrote a row for is never a no", () => {
    const provider = fc.constantFrom(null, ...PROVIDERS);
    forAll(
      [provider, fc.option(foreign), foreign],
      { seed: seedOf("refusals nobody knows"), numRuns: 2_000 },
      (name, code, text) => {
        fc.pre(!known.has(code?.trim() ?? ""));
        expect(certain(meaningOf({ provider: name, code, text }))).toBe(false);
      },
    );
  });

  it("a sentence that money moves is never a no, whatever stands around it", () => {
    const parts = fc.constantFrom(...NO_EFFECT_ROWS.map(({ sample }) => sample), PLAIN, "");
    forAll(
      [parts, fc.constantFrom(...EFFECT_ROWS.map(({ sample }) => sample)), parts],
      { seed: seedOf("sentences about money that moves") },
      (before, effect, behind) => {
        const text = `${before} ${effect} ${behind}`;
        expect(certain(meaningOf({ provider: "NICE", code: "2016", text }))).toBe(false);
        expect(claimIn(text)).not.toBeNull();
      },
    );
  });

  it("is read in no time, however long it is made", () => {
    const started = performance.now();
    for (const unit of ["취소 ", "기 ", "부분 취소", "계좌 와 ", "  ", "cancel "])
      meaningOf({ provider: "NICE", code: unit.repeat(200), text: unit.repeat(1_000_000 / unit.length) });
    for (const unit of ["취소 ", "기 ", "부분 취소", "계좌 와 ", "cancel ", "기\u3000"])
      meaningOf({ provider: "NICE", code: "1", text: unit.repeat(1_000 / unit.length) });
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

it("a gateway's own no stays one unless its sentence says that money moves", () => {
  const refused = (message: string): Verdict => ({
    kind: "REFUSED",
    cause: "INVALID_REQUEST",
    finding: null,
    code: "C",
    message,
  });
  expect(unlessEffectClaimed(refused("잘못된 요청입니다."))).toEqual(refused("잘못된 요청입니다."));
  const done = { kind: "UNKNOWN", claim: "DONE_ALREADY", finding: null, code: "C", message: "이미 취소된 거래" };
  expect(unlessEffectClaimed(refused("이미 취소된 거래"))).toEqual(done);
});
