/** Sentences as people write them: particles after any word, money, days, names of values, one and many. */
import { render, say, templateOf } from "../../src/messages/catalogue.js";
import { dayText, momentText, moneyText } from "../../src/messages/formats.js";
import { withParticle, type Particle } from "../../src/messages/particles.js";
import { fail, messageOf, type Problem } from "../../src/problem.js";

describe("particles", () => {
  it.each<[word: string, object: string, subject: string, topic: string, and: string, to: string]>([
    ["환불", "환불을", "환불이", "환불은", "환불과", "환불로"],
    ["취소", "취소를", "취소가", "취소는", "취소와", "취소로"],
    ["승인", "승인을", "승인이", "승인은", "승인과", "승인으로"],
    ["687,800원", "687,800원을", "687,800원이", "687,800원은", "687,800원과", "687,800원으로"],
    ["국민은행(004)", "국민은행(004)을", "국민은행(004)이", "국민은행(004)은", "국민은행(004)과", "국민은행(004)으로"],
    // As they are read: 영, 일, 이, 삼, 칠, 십.
    ["0", "0을", "0이", "0은", "0과", "0으로"],
    ["21", "21을", "21이", "21은", "21과", "21로"],
    ["2", "2를", "2가", "2는", "2와", "2로"],
    ["3", "3을", "3이", "3은", "3과", "3으로"],
    ["7", "7을", "7이", "7은", "7과", "7로"],
    ["10", "10을", "10이", "10은", "10과", "10으로"],
    ["KCP", "KCP를", "KCP가", "KCP는", "KCP와", "KCP로"],
    ["NHN", "NHN을", "NHN이", "NHN은", "NHN과", "NHN으로"],
    // Nobody knows how these are read.
    [
      "kim@shop.kr",
      "kim@shop.kr을(를)",
      "kim@shop.kr이(가)",
      "kim@shop.kr은(는)",
      "kim@shop.kr와(과)",
      "kim@shop.kr(으)로",
    ],
    ["RF-2a", "RF-2a을(를)", "RF-2a이(가)", "RF-2a은(는)", "RF-2a와(과)", "RF-2a(으)로"],
  ])("after %s", (word, ...expected) => {
    const particles: Particle[] = ["을/를", "이/가", "은/는", "와/과", "으로/로"];
    expect(particles.map((particle) => withParticle(word, particle))).toEqual(expected);
  });
});

describe("money and days", () => {
  it.each<[amount: number, currency: string | undefined, ko: string, en: string]>([
    [687_800, "KRW", "687,800원", "KRW 687,800"],
    [0, "KRW", "0원", "KRW 0"],
    [123_456, "USD", "USD 1,234.56", "USD 1,234.56"],
    [5, "USD", "USD 0.05", "USD 0.05"],
    [1_234, "JPY", "JPY 1,234", "JPY 1,234"],
    [1_234, "BHD", "BHD 1.234", "BHD 1.234"],
    [9_007_199_254_740_991, "KRW", "9,007,199,254,740,991원", "KRW 9,007,199,254,740,991"],
    [9_007_199_254_740_991, "USD", "USD 90,071,992,547,409.91", "USD 90,071,992,547,409.91"],
    [687_800, undefined, "687,800", "687,800"],
  ])("%d %s", (amount, currency, ko, en) => {
    expect([moneyText("ko", amount, currency), moneyText("en", amount, currency)]).toEqual([ko, en]);
  });

  it("a day is a Korean date, and a moment the time in Seoul", () => {
    expect([dayText("ko", "2031-03-03"), dayText("en", "2031-03-03")]).toEqual(["2031년 3월 3일", "3 March 2031"]);
    expect(dayText("ko", "tomorrow")).toBe("tomorrow");
    expect(momentText("ko", "2031-03-02T15:30:00.000Z")).toMatch(/^2031년 3월 3일 .*12:30:00$/);
    expect(momentText("en", "2031-03-02T15:30:00.000Z")).toMatch(/^3 March 2031 at 00:30:00$/);
  });
});

describe("problems in words", () => {
  const problem = (failure: { problem: Problem }): string[] => [
    messageOf(failure.problem, "ko"),
    messageOf(failure.problem, "en"),
  ];

  it("names values in the language of the sentence, with the particle of the name", () => {
    expect(problem(fail("REFUND_STATE_CONFLICT", { state: "refundRequested.unknown", event: "CANCEL" }))).toEqual([
      "현재 상태(환불요청, 결과 확인중)에서는 취소를 할 수 없습니다.",
      "A cancel is not possible while the refund is requested and unknown.",
    ]);
    expect(problem(fail("CONTRACT_MISSING", { provider: "KCP" }))[0]).toMatch(/^NHN KCP와 환불 특약이/);
    expect(problem(fail("REFUND_BANK_NOT_SUPPORTED", { payer: "TOSS_PAY", bankCode: "004" }))[0]).toMatch(
      /^토스페이는 국민은행 계좌로/,
    );
    expect(problem(fail("SELLER_CONSENT_MISSING", { lastDay: "2031-03-03" }))[0]).toMatch(/^2031년 3월 3일이 지나/);
  });

  it("writes money with its currency", () => {
    expect(problem(fail("REFUNDABLE_AMOUNT_CHANGED", { refundableAmount: 687_800, currency: "KRW" }))).toEqual([
      "환불 가능 금액이 687,800원으로 바뀌었습니다. 다시 확인하세요.",
      "The refundable amount is now KRW 687,800. Check it again.",
    ]);
  });

  it("reads answers that an earlier release stored: a reason in English, amounts without a currency, a name nobody knows", () => {
    const stored = (text: string): Problem => (JSON.parse(text) as { problem: Problem }).problem;
    const reason = stored(
      '{"ok":false,"problem":{"code":"INVALID_INPUT","detail":{"reason":"amount must be more"},"field":null}}',
    );
    expect(messageOf(reason, "ko")).toBe("입력값이 올바르지 않습니다: amount must be more");
    const amount = stored(
      '{"ok":false,"problem":{"code":"REFUND_AMOUNT_EXCEEDED","detail":{"refundableAmount":20000},"field":null}}',
    );
    expect(messageOf(amount, "ko")).toBe("환불 가능 금액(20,000)을 초과했습니다.");
    const what = stored(
      '{"ok":false,"problem":{"code":"NOT_FOUND","detail":{"what":"gateway rule","id":"7"},"field":null}}',
    );
    expect(messageOf(what, "en")).toBe("There is no gateway rule 7.");
    const less = stored('{"ok":false,"problem":{"code":"DEADLINE_PASSED","detail":{},"field":null}}');
    expect(messageOf(less, "ko")).toBe("결제사 취소 기한(?)이 지났습니다. 수기 환불로 처리하세요.");
  });

  it("never reads a value as a message: braces and references in it stay what they are", () => {
    const reason = "{{what}} $t(problems.BUSY) %{id}";
    expect(messageOf(fail("INVALID_INPUT", { reason }).problem, "ko")).toBe(`입력값이 올바르지 않습니다: ${reason}`);
  });
});

it("a sentence in a sentence is in the same language, and reads what is around it", () => {
  const inner = { sentence: "problems.REFUND_AMOUNT_EXCEEDED", with: { refundableAmount: 1_000 } };
  const outer = { sentence: "problems.INVALID_INPUT", with: { reason: inner, currency: "KRW" } };
  expect(render("ko", outer)).toBe("입력값이 올바르지 않습니다: 환불 가능 금액(1,000원)을 초과했습니다.");
  expect(render("en", outer)).toContain("(KRW 1,000)");
});

it("shows a message with its values in braces where pages are generated", () => {
  expect(templateOf("en", "problems.NOT_FOUND")).toBe("There is no {what} {id}.");
  expect(say("en", "problems.BUSY")).toContain("Others are working");
});
