/** `docs/gateway-rules.md`, written from the rules a new database begins with. */
import { KNOWN_RULES } from "./known-rules.js";
import { RULE_KINDS, type Need, type Period, type RuleContent, type RuleKind } from "./rule-value.js";
import { specificity, type GatewayRule, type RuleScope } from "./terms.js";
import { RULE_OBJECTIONS } from "./objection.js";

/** The subject of each kind. */
const ABOUT: Record<RuleKind, string> = {
  DEADLINE: "Until when a payment can be cancelled",
  PARTIAL: "Whether a part of it can be cancelled",
  BEFORE_CAPTURE: "Whether a part can be cancelled before capture (매입 전)",
  CANCEL_COUNT: "How often it can be cancelled",
  ACCOUNT: "Whether a refund account (환불 계좌) is needed",
  BANKS: "Which banks an account can be at",
  CONTRACT: "Whether a refund contract (환불 특약) is needed",
  CONTRACT_MADE: "With whom the shop has its refund contract (환불 특약), recorded by people",
  UNSUPPORTED: "What cannot be refunded through the gateway at all",
  FEE: "What the shop pays",
  ARRIVAL: "When the customer has the money",
  HOURS: "When the gateway takes refunds",
};

const periodText = (period: Period): string =>
  period.unit === "CALENDAR_MONTH"
    ? "the calendar month of the payment"
    : `${period.count} ${period.count === 1 ? period.unit.toLowerCase().slice(0, -1) : period.unit.toLowerCase()}`;

const NEED_TEXT: Record<Need, string> = {
  NEVER: "Not needed",
  ALWAYS: "Needed",
  AFTER_MONTH: "Needed from the first day of the next month on",
};

const banksText = (codes: readonly string[] | null): string =>
  codes === null ? "Any bank" : codes.length === 0 ? "No bank: no list is published" : codes.join(" ");

/** The text of a rule, in English. */
function textOf(rule: RuleContent): string {
  switch (rule.kind) {
    case "DEADLINE": {
      const { within, atMost, ofMoney, consentAfter } = rule.value;
      if (consentAfter) return `The seller's consent after ${periodText(consentAfter)}`;
      if (!within) return "No deadline";
      const usual = periodText(within);
      if (ofMoney) return `Within ${usual} by card, ${periodText(ofMoney)} with the wallet's money`;
      return atMost ? `About ${usual}; surely not after ${periodText(atMost)}` : `Within ${usual}`;
    }
    case "PARTIAL":
      return rule.value.possible ? "Possible" : "Only in full";
    case "BEFORE_CAPTURE":
      return rule.value.partialPossible ? "Possible" : "Only in full";
    case "CANCEL_COUNT":
      return rule.value.max === null ? "No limit" : `At most ${rule.value.max} times`;
    case "ACCOUNT":
      return `${NEED_TEXT[rule.value.needed]}${rule.value.phone ? ", with its holder's telephone number" : ""}`;
    case "BANKS":
      return banksText(rule.value.codes);
    case "CONTRACT":
      return NEED_TEXT[rule.value.needed];
    case "CONTRACT_MADE":
      return rule.value.made ? "Made" : "None";
    case "UNSUPPORTED":
      return rule.value.unsupported ? "Not supported" : "Supported";
    case "FEE":
      return `${rule.value.perRefund} won a refund; ${rule.value.sunk} won paid before stay spent`;
    case "ARRIVAL": {
      const { min, max, sameDay } = rule.value;
      const range =
        max === null
          ? `${min} business days or more`
          : min === max
            ? `${min} business day(s)`
            : `${min} to ${max} business days`;
      return `${range}${sameDay ? "; a full cancel on the day of payment the same day" : ""}`;
    }
    case "HOURS":
      return rule.value.open ? `${rule.value.open.from} to ${rule.value.open.to}, Korean time` : "All day";
  }
}

const conditionText = ({ provider, method, gateway }: RuleScope): string =>
  [provider, method, gateway]
    .filter((each) => each !== null)
    .map((each) => `\`${each}\``)
    .join(" ") || "everywhere";

/** Corrected ones are left out. */
const IN_FORCE = KNOWN_RULES.filter(({ id }) => !KNOWN_RULES.some(({ supersedes }) => supersedes === id));

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function tableOf(kind: RuleKind, rules: readonly GatewayRule[]): string {
  const rows = rules
    .filter((rule) => rule.kind === kind)
    .toSorted((a, b) => specificity(b) - specificity(a))
    .map((rule) =>
      row([conditionText(rule), textOf(rule), rule.note ?? "", rule.source, rule.validFrom, `…${rule.id.slice(-2)}`]),
    );
  const head = ["Where", "Rule", "Note", "Source", "From", "Id"];
  return `### ${kind}\n\n${ABOUT[kind]}.\n\n${[row(head), row(head.map(() => "---")), ...rows].join("\n")}`;
}

const objectionRows = Object.entries(RULE_OBJECTIONS).map(([code, { weight, manual, rule }]) =>
  row([`\`${code}\``, weight.toLowerCase(), manual ? "a manual refund" : "", `\`${rule}\``]),
);

/** The whole file, ending in a newline. */
export function gatewayRulesMarkdown(): string {
  return `# Gateway rules

Generated from the lists in \`src/gateway-rules/known-rules.ts\`; do not edit. These are the rows a new database begins
with, without those that others of them correct. What holds in a running one is answered by the query \`gatewayRules\`, corrections included.

## How a rule is chosen

- Rules are rows of \`gateway_rule\`, each with its source, the Korean day from which it holds, and who recorded it. The day
  that counts is the day of the refund, not the day of the payment.
- \`gatewayRuleCorrect\` adds a row that names the one it corrects, for the same kind and scope. It holds from its own day on and
  not before; the corrected row stays readable. A rule is corrected once; the next correction corrects the correction. Of such a
  chain the last one that has begun is in force.
- \`gatewayRuleRecord\` adds the first rule of its kind for a gateway, provider and method, such as the shop's own contract with a
  provider (CONTRACT_MADE); when that ends, a correction says from which day.
- Of the rules in force, the most specific one decides, per kind: one for a provider beats one for a method, that one for a
  gateway, that one for all (provider counts 4, method 2, gateway 1, added up).
- Where no rule speaks, nothing is objected: the gateway itself decides. A payment whose provider nobody reported meets only the
  rules for all providers.
- A rule is never overridden for one refund. When it stands in the way and is right, a manual refund (수기 환불) is the way on;
  when it is wrong, it is corrected for all.

## Deadlines

"Within a year" can be read in two ways, and no document says which. The cautious one counts the day of payment as the first
day, so a year ends on the day before the anniversary: that day is \`lastDay\`, the day anybody may rely on. The generous one
ends on the anniversary. On the day between, the gateway decides (\`DEADLINE_UNCERTAIN\`, a warning); only later is it
\`DEADLINE_PASSED\`. Where a month is shorter, its last day stands for the missing one: a year after 29 February ends on
28 February at the latest. A calendar month has one reading: a mobile payment of 31 January is too late on 1 February.

A rule that differs by card company or contract is *approximate*: after its usual period it only warns, and blocks when it is
clearly too late. All days are Korean calendar days.

## What the rules object to

A warning stops nothing; a delay sends the refund when the gateway opens.

${[row(["Code", "Weight", "The way on", "Rule"]), row(["---", "---", "---", "---"]), ...objectionRows].join("\n")}

## What no rule says

- Escrow (에스크로): PortOne says that a card payment in escrow cannot be cancelled in part, and a payment does not say here that it is
  one. What a confirmed purchase (구매확정) or a cancel of the escrow itself asks for is published by no provider whose documents were
  read (2026-11-29): the gateway decides, and its refusal is explained.
- Instalments without interest (무이자 할부): that they can only be cancelled in full is published nowhere either, only refused by some
  card companies; the gateway decides.

## Expected arrival

Business days leave out weekends and holidays, by the same calendar as the statutory clock (the query businessDays).

## Rules

${RULE_KINDS.map((kind) => tableOf(kind, IN_FORCE)).join("\n\n")}
`;
}
