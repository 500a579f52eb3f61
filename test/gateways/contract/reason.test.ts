/** The reason of a refund (환불사유) at every gateway: the very field that its sandbox received. */
import { cancelOf } from "./gateway-under-test.js";
import { GATEWAYS_UNDER_TEST } from "./gateways.js";
import { keysIn, sentBody } from "./sent-fields.js";
import { openStage, type Stage } from "./stage.js";

const LIMIT = 255;
const FAMILY = "👨‍👩‍👧";
/** Old Hangul: three letters that no composed syllable exists for, one character to people. */
const OLD_SYLLABLE = "\u1112\u119E\u11AB";

/** What is to be sent, what PortOne V2 and i'mport hear (no set of characters is documented), and what Toss Pay hears (Hangul, Latin, digits, signs). */
const REASONS_SENT: [name: string, reason: string, plain: string, toss: string | undefined][] = [
  ["an ordinary one", "단순 변심 (색상) 50% #1", "단순 변심 (색상) 50% #1", "단순 변심 (색상) 50% #1"],
  ["exactly as long as may be", "가".repeat(LIMIT), "가".repeat(LIMIT), "가".repeat(LIMIT)],
  ["one character more", "가".repeat(LIMIT) + "나", "가".repeat(LIMIT), "가".repeat(LIMIT)],
  ["an emoji at the end that does not fit", "a".repeat(LIMIT - 1) + "🎁", "a".repeat(LIMIT - 1), "a".repeat(LIMIT - 1)],
  [
    "an emoji at the end that just fits",
    "a".repeat(LIMIT - 2) + "🎁",
    "a".repeat(LIMIT - 2) + "🎁",
    "a".repeat(LIMIT - 2),
  ],
  [
    "an emoji of several that does not fit",
    "a".repeat(LIMIT - 3) + FAMILY,
    "a".repeat(LIMIT - 3),
    "a".repeat(LIMIT - 3),
  ],
  ["an emoji in the middle", `선물 🎁 취소 ${FAMILY}`, `선물 🎁 취소 ${FAMILY}`, "선물 취소"],
  [
    "a syllable of old Hangul that does not fit",
    "가".repeat(LIMIT - 1) + OLD_SYLLABLE,
    "가".repeat(LIMIT - 1),
    "가".repeat(LIMIT - 1),
  ],
  ["decomposed Hangul (NFD)", "단순 변심".normalize("NFD"), "단순 변심", "단순 변심"],
  [
    "decomposed Hangul that fits once it is composed",
    "각".repeat(LIMIT).normalize("NFD"),
    "각".repeat(LIMIT),
    "각".repeat(LIMIT),
  ],
  ["lines and tabs", "불량\r\n\t흠집\u2028있음\u0085", "불량 흠집 있음", "불량 흠집 있음"],
  ["control characters", "\u0000불\u0007량\u001b[31m", "불 량 [31m", "불 량 [31m"],
  ["signs that turn the direction of text, and unseen ones", "\u202e불\u200b량\ufeff", "불량", "불량"],
  ["half of a surrogate pair", "불량 \ud83c 흠집 \udf81", "불량 흠집", "불량 흠집"],
  ["a space where it is cut", "가".repeat(LIMIT - 1) + " 나", "가".repeat(LIMIT - 1), "가".repeat(LIMIT - 1)],
  ["only spaces", " \u00a0\u3000 ", "환불", undefined],
  ["only control characters", "\u0000\n\ud800", "환불", undefined],
  ["nothing", "", "환불", undefined],
  ["one that is an order to a parser", '"},"amount":1,"x":{"', '"},"amount":1,"x":{"', "amount :1 x :"],
];

describe.each(GATEWAYS_UNDER_TEST)("the reason at $name", (gateway) => {
  let on: Stage;
  beforeAll(async () => {
    on = await openStage(gateway);
  });
  afterAll(() => on.close());

  it.each(REASONS_SENT)("%s", async (_, reason, plain, toss) => {
    const payment = await on.paid();
    expect(await on.send(cancelOf(payment, 1_000, { reason }))).toMatchObject({ kind: "SUCCEEDED" });
    const { body, field } = await sentBody(gateway, on.ledger, payment.id);
    const expected = { PORTONE_V2: plain, IAMPORT_V1: plain, TOSS_PAY: toss }[gateway.name as string];
    expect(field("reason")).toBe(expected);
    expect(keysIn(body).filter((key) => key === "reason")).toHaveLength(expected === undefined ? 0 : 1);
    expect(await on.moved(payment)).toEqual({ amount: 1_000, times: 1 });
  });
});
