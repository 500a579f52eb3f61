/** The migration that parts a gateway's words from our own findings moves stored rows, and can be taken back. */
import { insertAttempts, openDatabaseAt } from "../kit/connected-database.js";
import { shared } from "../kit/shared-resource.js";

const BEFORE = "Migration20261129105234_cancellation_statement";
const FINDINGS = "Migration20261129140000_findings";

const database = shared(() => openDatabaseAt(BEFORE));

type Texts = [code: string | null, message: string | null];
/** Gateway, whether it was sent, what stood there; the gateway's words that are left, and the finding. */
const ATTEMPTS: [string, boolean, Texts, Texts, Texts][] = [
  [
    "PORTONE_V2",
    true,
    ["PG_PROVIDER:8133", "기취소된 거래 입니다."],
    ["PG_PROVIDER:8133", "기취소된 거래 입니다."],
    [null, null],
  ],
  ["PORTONE_V2", true, ["TIMEOUT", "no complete answer"], [null, null], ["NO_ANSWER", "TIMEOUT: no complete answer"]],
  ["PORTONE_V2", false, ["ECONNREFUSED", "refused"], [null, null], ["NOT_SENT", "ECONNREFUSED: refused"]],
  [
    "PORTONE_V2",
    false,
    ["LEDGER_DIFFERS", "we count 0"],
    [null, null],
    ["BALANCE_DIFFERS", "LEDGER_DIFFERS: we count 0"],
  ],
  // PortOne has an error of the same name: only the sentence tells whose it is.
  [
    "PORTONE_V2",
    true,
    ["PAYMENT_NOT_FOUND", "결제 건이 존재하지 않습니다."],
    ["PAYMENT_NOT_FOUND", "결제 건이 존재하지 않습니다."],
    [null, null],
  ],
  [
    "PORTONE_V2",
    false,
    ["PAYMENT_NOT_FOUND", "the gateway does not know this payment"],
    [null, null],
    ["PAYMENT_NOT_FOUND", "the gateway does not know this payment"],
  ],
  [
    "PORTONE_V2",
    true,
    ["UNAUTHORIZED", "our PortOne credential was not accepted: 인증 실패"],
    ["UNAUTHORIZED", "인증 실패"],
    [null, null],
  ],
  ["EBP", false, ["HTTP_500", "EBP-Z-0001: Unexpected Error"], ["EBP-Z-0001", "Unexpected Error"], [null, null]],
  [
    "EBP",
    true,
    ["HTTP_502", "an answer that is not EBP's"],
    [null, null],
    ["FOREIGN_ANSWER", "HTTP_502: an answer that is not EBP's"],
  ],
  [
    "IAMPORT_V1",
    true,
    ["CODE_-1", "[8001] 취소 가능 기간이 지났습니다."],
    ["CODE_-1", "[8001] 취소 가능 기간이 지났습니다."],
    [null, null],
  ],
  ["MERCHANT_LEDGER", true, ["LEDGER_REFUSED", "탈퇴 회원"], ["REFUSED", "탈퇴 회원"], [null, null]],
  ["TOSS_PAY", true, [null, null], [null, null], [null, null]],
];

const rows = async (columns: string) =>
  (await database.rows<object>(`select ${columns} from gateway_attempt order by sequence`)).map((row) =>
    Object.values(row),
  );

it("leaves a gateway its own words and makes findings of ours", async () => {
  await insertAttempts(
    database,
    ATTEMPTS.map(([gateway, sent, [code, message]]) => {
      const first_sent_at = sent ? new Date(0) : null;
      return { gateway, status: "REFUSED", claim: "NOTHING", code, message, first_sent_at };
    }),
  );
  await database.orm.migrator.up({ to: FINDINGS });
  expect(await rows("code, message")).toEqual(ATTEMPTS.map(([, , , words]) => words));
  expect(await rows("finding_code, finding_message")).toEqual(ATTEMPTS.map(([, , , , finding]) => finding));
  await database.orm.migrator.down();
  expect(await rows("code, message")).toEqual(
    ATTEMPTS.map(([, , , words, finding]) => (finding[0] === null ? words : finding)),
  );
});
