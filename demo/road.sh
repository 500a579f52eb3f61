#!/usr/bin/env bash
# Goes the whole road of a refund against a running `npm start`, with curl, and ends by comparing our books with the gateway's.
#
#   bash demo/road.sh [API, default http://127.0.0.1:4000] [PortOne sandbox, default http://127.0.0.1:4100]
#
# Exit 1 when a refund ends in a state nobody expects, or the two ledgers differ by one won.
set -euo pipefail

BASE=${1:-http://127.0.0.1:4000}
SANDBOX=${2:-http://127.0.0.1:4100}
REFUNDS=20
# A worker asks the queue twice a second; slow and asynchronous answers of the sandbox take up to 45 s.
SETTLE_SECONDS=120

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
fail() { printf '\n  %s\n' "$*" >&2; exit 1; }

# js '<expression over d>' — reads JSON, prints what the expression gives; `won` writes an amount as people do.
js() {
  node -e '
    const d = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    const won = (amount) => `${new Intl.NumberFormat("ko-KR").format(amount)}원`.padStart(12);
    const stateOf = (r) => r.gatewayPhase ?? r.status;
    const out = eval(process.argv[1]);
    if (out !== undefined) console.log(typeof out === "string" ? out : JSON.stringify(out));
  ' "$1"
}

# gql <token> <document> [variables] — one POST; stops at a top-level error.
gql() {
  local body answer
  body=$(node -e 'console.log(JSON.stringify({ query: process.argv[1], variables: JSON.parse(process.argv[2] || "{}") }))' "$2" "${3:-}")
  answer=$(curl -sS --max-time 60 "$BASE/graphql" -H 'content-type: application/json' -H "authorization: Bearer $1" --data-binary @- <<<"$body")
  js 'if (d.errors) { console.error("  " + JSON.stringify(d.errors)); process.exit(1); } d.data' <<<"$answer"
}

curl -sf --max-time 5 "$BASE/readyz" >/dev/null || fail "Nothing is ready at $BASE: run \`npm start\` in another terminal first."
curl -sf --max-time 5 "$SANDBOX/__sandbox/totals" >/dev/null || fail "The PortOne sandbox does not answer at $SANDBOX: give its URL as the second argument."

step "1  A token for the operator, from the development issuer"
OPERATOR=$(curl -sf "$BASE/development-issuer/token?role=refund-operator") || fail "$BASE gives no tokens: is it the demo?"
APPROVER=$(curl -sf "$BASE/development-issuer/token?role=approver")
gql "$OPERATOR" '{ viewer { name subject roles } }' | js '`  ${d.viewer.name} (${d.viewer.subject}), ${d.viewer.roles.join(", ")}`'

step "2  Returns that are back and due a refund, longest waiting first"
LIST=$(gql "$OPERATOR" '
  query { returnsAwaitingRefund(first: 20, where: { life: [AWAITING] }) {
    totalCount { count precision }
    edges { node {
      returnNo
      order { orderNo customerName lines { lineNo name taxCategory quantity returnedQuantity } }
      refunds { refundNo overdue amount { amount } payment { method } }
    } }
  } }')
js '`  ${d.returnsAwaitingRefund.totalCount.count} returns wait; the first of them:\n` +
  d.returnsAwaitingRefund.edges.slice(0, 5).map(({ node: r }) =>
    `  ${r.returnNo}  order ${r.order.orderNo}  ${r.order.customerName}  ` +
    r.refunds.map((f) => `${f.refundNo} ${won(f.amount.amount)} by ${f.payment.method}${f.overdue ? "  overdue" : ""}`).join(" + ")).join("\n")' <<<"$LIST"
DUE=$(gql "$OPERATOR" '
  query { refunds(first: 100, where: { status: [RETURN_COLLECTED] }, orderBy: { field: DUE_ON, direction: ASC }) {
    edges { node { id refundNo version availableActions refundableAmount { amount } } } } }')
CHOSEN=$(js "d.refunds.edges.map((e) => e.node).filter((r) => r.availableActions.includes('REQUEST')).slice(0, $REFUNDS)" <<<"$DUE")
IDS=$(js '({ refundNos: d.map((r) => r.refundNo) })' <<<"$CHOSEN")

# Steps 3 to 6, for the refunds in CHOSEN; sets STRANGE to those that ended where nobody expects.
STRANGE=
walk() {
  step "3  Preview: what a refund of one more piece would be, before anything is stored"
  PREVIEW=$(js 'const left = (l) => l.quantity - l.returnedQuantity > 0 && !["배송비", "설치비 (수도권)"].includes(l.name);
    const found = d.returnsAwaitingRefund.edges.map(({ node }) => node.order).find((o) => o.lines.some(left));
    found ? { name: found.lines.find(left).name, input: { orderNo: found.orderNo, lines: [{ lineNo: found.lines.find(left).lineNo, quantity: 1 }] } } : null' <<<"$LIST")
  if [ "$PREVIEW" = null ]; then
    echo "  Every piece of these orders has come back already; nothing to preview."
  else
    gql "$OPERATOR" '
      query($input: RefundPreviewInput!) { refundPreview(input: $input) {
        legs { paymentNo payment { method } amount { amount } parts { vat { amount } taxFree { amount } } dueOn needsApproval blockedReasons { code } }
        userErrors { code message }
      } }' "$(js '({ input: d.input })' <<<"$PREVIEW")" |
      PIECE=$(js 'd.name' <<<"$PREVIEW") js '`  one ${process.env.PIECE}:\n` + (d.refundPreview.legs ?? []).map((l) =>
        `  payment ${l.paymentNo} by ${l.payment.method}: ${won(l.amount.amount)}, VAT ${won(l.parts.vat.amount).trim()} in it, due ${l.dueOn}` +
        `${l.needsApproval ? ", needs a second person" : ""}${l.blockedReasons.map((b) => `, blocked: ${b.code}`).join("")}`).join("\n") +
        d.refundPreview.userErrors.map((e) => `\n  ${e.code} ${e.message}`).join("")'
  fi

  step "4  $(js 'String(d.length)' <<<"$CHOSEN") refunds requested at once, on their original payments"
  REQUEST='
    mutation($input: RefundsRequestInput!) { refundsRequest(input: $input) {
      results { refund { refundNo status gatewayPhase amount { amount } } replayed userErrors { code message } }
      userErrors { code message }
    } }'
  INPUT=$(js '({ input: { idempotencyKey: crypto.randomUUID(), refunds: d.map((r) =>
    ({ id: r.id, expectedVersion: r.version, expectedRefundableAmount: r.refundableAmount.amount })) } })' <<<"$CHOSEN")
  gql "$OPERATOR" "$REQUEST" "$INPUT" | js 'for (const e of d.refundsRequest.userErrors) console.log(`  ${e.code} ${e.message}`);
    d.refundsRequest.results.map(({ refund: r, userErrors }) =>
      `  ${r.refundNo} ${won(r.amount.amount)}  ${stateOf(r)}${userErrors.map((e) => `  ${e.code} ${e.message}`).join("")}`).join("\n")'
  echo "  The same call once more, with the same key:"
  gql "$OPERATOR" "$REQUEST" "$INPUT" | js '`  ${d.refundsRequest.results.filter((r) => r.replayed).length} of ${d.refundsRequest.results.length} answers replayed, nothing was done again`'

  READ='query($refundNos: [String!]!) { refunds(first: 100, where: { refundNo: $refundNos }) { edges { node {
    id refundNo version status gatewayPhase refusalCause gatewayMessage amount { amount } availableActions } } } }'
  NOW=$(gql "$OPERATOR" "$READ" "$IDS")
  WAITING=$(js 'd.refunds.edges.map((e) => e.node).filter((r) => r.gatewayPhase === "AWAITING_APPROVAL")' <<<"$NOW")
  if [ "$WAITING" != "[]" ]; then
    step "   Above the four-eyes limit: a second person approves"
    for INDEX in $(js 'Object.keys(d).join(" ")' <<<"$WAITING"); do
      gql "$APPROVER" 'mutation($input: RefundApproveInput!) { refundApprove(input: $input) {
          refund { refundNo status gatewayPhase approvedBy amount { amount } } userErrors { code message } } }' \
        "$(js "({ input: { id: d[$INDEX].id, expectedVersion: d[$INDEX].version, idempotencyKey: crypto.randomUUID() } })" <<<"$WAITING")" |
        js 'const { refund: r, userErrors } = d.refundApprove;
          r ? `  ${r.refundNo} ${won(r.amount.amount)}  approved by ${r.approvedBy}` : userErrors.map((e) => `  ${e.code} ${e.message}`).join("\n")'
    done
  fi

  step "5  The workers send them; the gateway decides"
  for ((SECOND = 0; SECOND < SETTLE_SECONDS; SECOND += 2)); do
    NOW=$(gql "$OPERATOR" "$READ" "$IDS")
    # Refused and deferred are answers; what is pending or unknown gets the time to become something better.
    [ "$(js 'String(d.refunds.edges.some((e) => ["SUBMITTING", "PENDING"].includes(e.node.gatewayPhase)))' <<<"$NOW")" = true ] || break
    sleep 2
  done
  js 'd.refunds.edges.map((e) => e.node).toSorted((a, b) => stateOf(a) < stateOf(b) ? -1 : 1).map((r) =>
    `  ${r.refundNo} ${won(r.amount.amount)}  ${stateOf(r).padEnd(10)} ${r.refusalCause ?? ""} ${r.gatewayMessage ?? ""}`.trimEnd()).join("\n")' <<<"$NOW"
  STRANGE=$(js 'd.refunds.edges.map((e) => e.node).filter((r) =>
    !["COMPLETED", "REFUSED", "DEFERRED", "PENDING", "UNKNOWN"].includes(stateOf(r))).map((r) => `${r.refundNo} ${stateOf(r)}`).join(", ")' <<<"$NOW")

  step "6  The history of one of them"
  LONGEST=$(js '({ id: d.refunds.edges.map((e) => e.node).toSorted((a, b) => b.version - a.version)[0].id })' <<<"$NOW")
  gql "$OPERATOR" 'query($id: ID!) { refund(id: $id) { refundNo history(first: 50) { edges { node { sequence at from to event cause actor hash } } } } }' "$LONGEST" |
    js '`  ${d.refund.refundNo}\n` + d.refund.history.edges.map(({ node: h }) =>
      `  ${String(h.sequence).padStart(2)}  ${h.at}  ${(h.from ?? "—").padEnd(34)} → ${h.to.padEnd(34)} ${h.event} by ${h.actor} (${h.cause})  ${h.hash.slice(0, 8)}`).join("\n")'
}

if [ "$CHOSEN" = "[]" ]; then
  echo "  None of them is left to be requested (a new DATA_DIRECTORY begins the story again): only the ledgers are compared."
else
  walk
fi

step "7  The gateway's own ledger against ours, payment by payment"
# Every payment of every refund, a hundred refunds a page.
ours() {
  local after=null page
  while :; do
    page=$(gql "$OPERATOR" 'query($after: String) { refunds(first: 100, after: $after) { pageInfo { hasNextPage endCursor }
      edges { node { payment { gatewayPaymentId refundedAtGateway { total { amount } } } } } } }' "{\"after\":$after}")
    js 'd.refunds.edges.map(({ node: { payment: p } }) => `${p.gatewayPaymentId} ${p.refundedAtGateway.total.amount}`).join("\n")' <<<"$page"
    [ "$(js 'String(d.refunds.pageInfo.hasNextPage)' <<<"$page")" = true ] || return 0
    after=$(js 'JSON.stringify(d.refunds.pageInfo.endCursor)' <<<"$page")
  done
}
compare() {
  OURS=$(ours) js 'const ours = new Map(process.env.OURS.split("\n").filter(Boolean).map((line) => line.split(" ")));
    const theirs = d.filter((t) => ours.has(t.paymentId));
    const differ = theirs.filter((t) => t.cancelled !== Number(ours.get(t.paymentId)));
    const missing = ours.size - theirs.length;
    const sum = (amounts) => amounts.reduce((a, b) => a + b, 0);
    ({ payments: ours.size, missing, theirs: sum(theirs.map((t) => t.cancelled)), ours: sum([...ours.values()].map(Number)),
      twice: theirs.filter((t) => t.cancelled > t.total).map((t) => t.paymentId),
      differ: differ.map((t) => `${t.paymentId}: gateway ${t.cancelled}, ours ${ours.get(t.paymentId)}`) })' \
    < <(curl -sf "$SANDBOX/__sandbox/totals")
}
# A lost answer is found by looking at the gateway, seconds later: until then the two may differ.
for ((SECOND = 0; SECOND < SETTLE_SECONDS; SECOND += 3)); do
  COMPARED=$(compare)
  [ "$(js 'String(d.differ.length === 0 && d.missing === 0)' <<<"$COMPARED")" = true ] && break
  sleep 3
done
js '`  ${d.payments} payments\n  gateway  ${won(d.theirs)}\n  ours     ${won(d.ours)}` + d.differ.map((line) => `\n  DIFFERS  ${line}`).join("") +
  (d.missing ? `\n  ${d.missing} payments are unknown to the gateway` : "") + d.twice.map((id) => `\n  OVER-REFUNDED  ${id}`).join("")' <<<"$COMPARED"

[ "$(js 'String(d.differ.length === 0 && d.missing === 0 && d.twice.length === 0)' <<<"$COMPARED")" = true ] || fail "The ledgers differ."
[ -z "$STRANGE" ] || fail "Neither complete, refused, deferred, pending nor unknown: $STRANGE"
step "The ledgers agree to the won."
