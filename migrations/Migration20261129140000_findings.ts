/**
 * What this service found out gets columns of its own, so that `code` and `message` hold a gateway's words alone. Stored texts
 * of ours are known by their codes and sentences; what cannot be decided stays where it is. History is not rewritten.
 */
import { Migration } from "@mikro-orm/migrations";

/** Our own codes that became the code of a finding under another name. */
const RENAMED: Readonly<Record<string, readonly string[]>> = {
  UNREADABLE_ANSWER: [
    "UNRECOGNISED_CANCELLATION_STATUS",
    "UNRECOGNISED_PAYMENT_STATUS",
    "UNRECOGNISED_PAY_STATUS",
    "CANCELLATION_REPEATED",
    "CANCELLATIONS_DO_NOT_ADD_UP",
    "MORE_CANCELLED_THAN_PAID",
    "CANCELLED_WITHOUT_AMOUNT",
    "CANCELLED_WITHOUT_PAYMENT",
    "SAME_TRANSACTION_TWICE",
    "REFUNDED_MORE_THAN_PAID",
    "CANCELLATIONS_MISSING",
    "CANCELLATIONS_INCOMPLETE",
    "CANCELLATIONS_CONTRADICT",
    "REFUNDED_BUT_NOT_PAID",
    "NO_REFUNDABLE_AMOUNT",
    "REFUND_IN_PROGRESS",
  ],
  ANOTHER_PAYMENT: ["ANOTHER_REFUND"],
  CONTRADICTORY_ANSWER: [
    "ITEMS_DIFFER",
    "NOT_YET_CANCELLED",
    "LESS_CANCELLED",
    "PAYMENT_AMOUNT_DIFFERS",
    "EFFECT_NOT_IDENTIFIED",
  ],
  NOT_SENDABLE: [
    "SERVICE_FEE",
    "CURRENCY",
    "ACCOUNT_NOT_SAYABLE",
    "LINE_NOT_SAYABLE",
    "BANK_NOT_KNOWN",
    "NO_REFUND_ACCOUNTS",
    "PROVIDER_UNKNOWN",
    "BANK_NOT_SUPPORTED",
    "ACCOUNT_MALFORMED",
  ],
  CREDENTIAL_REFUSED: ["TOKEN_REFUSED"],
  NOT_SENT: ["TOKEN_UNREADABLE"],
  BALANCE_DIFFERS: ["LEDGER_DIFFERS"],
  CONFIRMED_BY_TWO: ["STATEMENT"],
};

/** Codes of ours that stay the codes of their findings, and that no gateway uses. */
const SAME = `'UNREADABLE_ANSWER', 'ANOTHER_PAYMENT', 'CONTRADICTORY_ANSWER', 'TOO_MANY_REQUESTS', 'CANCELLATION_FAILED',
  'TRANSFER_FAILED', 'NOT_SENDABLE', 'OUTSIDE_HOURS', 'CIRCUIT_OPEN', 'LEASE_LOST', 'NOT_PAID', 'NOT_CAPTURED', 'PAYMENT_DISPUTED',
  'CURRENCY_DIFFERS', 'AMOUNT_DIFFERS', 'GATEWAY_BUSY', 'GATEWAY_AHEAD', 'TOO_LITTLE_LEFT', 'NO_TRACE', 'STATEMENT_OPEN',
  'PENDING_VANISHED', 'ACCEPTED_WITHOUT_TRACE', 'NOT_EXECUTED', 'CANCELLATION_ALREADY_BOOKED', 'EARLIER_ATTEMPT_BOOKED'`;

const quoted = (codes: readonly string[]): string => codes.map((code) => `'${code}'`).join(", ");
const renamed = Object.entries(RENAMED)
  .map(([finding, codes]) => `when code in (${quoted(codes)}) then '${finding}'`)
  .join("\n");

/** SQL on `gateway_attempt`: the finding in an old row; null where the words are the gateway's, or nobody can say. */
const FINDING = `case
  when message = 'a rule forbids it now; nothing was sent' then 'FORBIDDEN_BY_RULE'
  when message = 'the gateway does not know this payment' then 'PAYMENT_NOT_FOUND'
  when message = 'the look-up gave no evidence' then 'NO_EVIDENCE'
  when code in (${SAME}) then code
  ${renamed}
  when code ~ '^HTTP_[0-9]+$' and message like 'an answer that %' then 'FOREIGN_ANSWER'
  when code ~ '^HTTP_[0-9]+$' and message like 'our i''mport token was not accepted%' then 'CREDENTIAL_REFUSED'
  when code ~ '^HTTP_[0-9]+$' and message like 'our token was not accepted%' then 'CREDENTIAL_REFUSED'
  when code ~ '^HTTP_[0-9]+$' and message like 'result code 0 with HTTP %' then 'CONTRADICTORY_ANSWER'
  when code in ('TIMEOUT', 'RESPONSE_TOO_LARGE', 'TRANSPORT_ERROR') or code ~ '^(E[A-Z]+|(UND_ERR|CERT|ERR|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)_[A-Z0-9_/]+|HOSTNAME_MISMATCH)$'
    then case when first_sent_at is null then 'NOT_SENT' else 'NO_ANSWER' end
  end`;

/** Sentences of ours that stood in front of a gateway's own. */
const PREFIX =
  "^(Toss Pay does not let this shop refund|our PortOne credential was not accepted|EBP did not accept our credential or headers|HTTP [0-9]+): ";

export class Migration20261129140000_findings extends Migration {
  override up(): void {
    for (const table of ["gateway_attempt", "refund"])
      this.addSql(`alter table ${table} add finding_code text null, add finding_message text null;`);
    this.addSql(`update gateway_attempt set finding_code = ${FINDING} where code is not null;`);
    this.addSql(
      `update gateway_attempt set code = null, message = null,
         finding_message = case when code = finding_code or message is null then coalesce(message, finding_code) else code || ': ' || message end
       where finding_code is not null;`,
    );
    this.addSql(
      `update gateway_attempt set message = regexp_replace(message, '${PREFIX}', '') where message ~ '${PREFIX}';`,
    );
    // Of a look-up the gateway's own code stood in front of its sentence.
    this.addSql(
      `update gateway_attempt set code = substring(message from '^([A-Z][A-Z0-9_-]+): '), message = regexp_replace(message, '^[A-Z][A-Z0-9_-]+: ', '')
       where code ~ '^HTTP_[0-9]+$' and gateway in ('PORTONE_V2', 'EBP') and message ~ '^[A-Z][A-Z0-9_-]+: ';`,
    );
    this.addSql(
      `update gateway_attempt set code = 'REFUSED' where gateway = 'MERCHANT_LEDGER' and code = 'LEDGER_REFUSED';`,
    );
    // A refund shows the explanation of its last attempt.
    this.addSql(
      `update refund r set gateway_message = a.message, finding_code = a.finding_code, finding_message = a.finding_message
       from gateway_attempt a
       where a.refund_id = r.id and r.gateway_message is not null
         and a.sequence = (select max(sequence) from gateway_attempt where refund_id = r.id);`,
    );
  }

  /** The older release explains a refund by one sentence, whoever's it is. */
  override down(): void {
    this.addSql(
      `update gateway_attempt set code = finding_code, message = finding_message where code is null and finding_code is not null;`,
    );
    this.addSql(
      `update refund set gateway_message = finding_message where gateway_message is null and finding_code is not null;`,
    );
    for (const table of ["gateway_attempt", "refund"])
      this.addSql(`alter table ${table} drop column finding_code, drop column finding_message;`);
  }
}
