#!/usr/bin/env bash
# Goes the whole road of a refund against a running `npm start`, with curl: twenty refunds over all gateways and the shop's
# points, and ends by comparing our books with every other ledger, payment by payment.
#
#   bash demo/road.sh [API, default http://127.0.0.1:4000]
#
# Exit 1 when a refund ends in a state nobody expects, or two ledgers differ by one won.
set -euo pipefail

BASE=${1:-http://127.0.0.1:4000}
REFUNDS=20
# A worker asks the queue twice a second; slow and asynchronous answers of the sandboxes take up to 45 s, and where a call
# may only be repeated after a pause, its answer comes within two minutes.
SETTLE_SECONDS=150
# The service has looked twice by then: what is unknown at EBP is only for people to end.
EVIDENCE_SECONDS=15

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
fail() { printf '\n  %s\n' "$*" >&2; exit 1; }

# js '<expression over d>' — reads JSON, prints what the expression gives; `won` writes an amount as people do.
js() {
  node -e '
    const d = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    const won = (amount) => `${new Intl.NumberFormat("ko-KR").format(amount)}원`.padStart(12);
    const nameOf = { PORTONE_V2: "PortOne V2", IAMPORT_V1: "i\x27mport V1", TOSS_PAY: "Toss Pay", EBP: "EBP", MERCHANT_LEDGER: "points" };
    const stateOf = (r) => r.gatewayPhase ?? r.status;
    // The provider says that the money is back or will come: only people who look at its own page end that. At EBP we do it here.
    const forPeople = (r) => r.failure?.cause === "PERHAPS_REFUNDED" && r.payment.gateway !== "EBP";
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
PLACES=$(curl -sf --max-time 5 "$BASE/demo/addresses") || fail "$BASE names no sandboxes: is it the demo?"
for URL in $(js 'd.map((p) => p.url).join(" ")' <<<"$PLACES"); do
  curl -sf --max-time 5 "$URL/__sandbox/totals" >/dev/null || fail "The demo's ledger at $URL does not answer: start the demo again."
done
GATEWAYS=$(js 'd.map((p) => p.gateway).join(" ")' <<<"$PLACES")
urlOf() { js "d.find((p) => p.gateway === '$1').url" <<<"$PLACES"; }

step "1  A token for the operator, from the development issuer"
OPERATOR=$(curl -sf "$BASE/development-issuer/token?role=refund-operator") || fail "$BASE gives no tokens: is it the demo?"
APPROVER=$(curl -sf "$BASE/development-issuer/token?role=approver")
gql "$OPERATOR" '{ viewer { name subject roles } }' | js '`  ${d.viewer.name} (${d.viewer.subject}), ${d.viewer.roles.join(", ")}`'

step "2  Returns that are back and due a refund, longest waiting first"
LIST=$(gql "$OPERATOR" '
  query { returnsAwaitingRefund(first: 20, where: { refundStatus: [AWAITING] }) {
    totalCount { count precision }
    edges { node {
      returnNo
      order { orderNo customerName lines { lineNo name kind quantity returnedQuantity } }
      refunds { refundNo overdue amount { amount } payment { gateway method } }
    } }
  } }')
js '`  ${d.returnsAwaitingRefund.totalCount.count} returns wait; the first of them:\n` +
  d.returnsAwaitingRefund.edges.slice(0, 5).map(({ node: r }) =>
    `  ${r.returnNo}  order ${r.order.orderNo}  ${r.order.customerName}  ` +
    r.refunds.map((f) => `${f.refundNo} ${won(f.amount.amount)} ${nameOf[f.payment.gateway]} ${f.payment.method}${f.overdue ? "  overdue" : ""}`).join(" + ")).join("\n")' <<<"$LIST"
DUE='query($gateway: Gateway!) { refunds(first: 100, where: { status: [RETURN_COLLECTED], gateway: [$gateway] }, orderBy: { field: DUE_ON, direction: ASC }) {
  edges { node { id refundNo version availableActions blockedReasons { code weight } refundableAmount { amount } payment { gateway } } } } }'
WAITING=$(for GATEWAY in $GATEWAYS; do gql "$OPERATOR" "$DUE" "{\"gateway\":\"$GATEWAY\"}"; done |
  node -e 'const lines = require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
    console.log(JSON.stringify(lines.map((line) => JSON.parse(line).refunds.edges.map((e) => e.node))))')
# One of each gateway in turn, so that all of them take part.
CHOSEN=$(js "const open = d.map((list) => list.filter((r) => r.availableActions.includes('REQUEST')));
  const longest = Math.max(...open.map((list) => list.length));
  Array.from({ length: longest }, (_, turn) => open.flatMap((list) => list.slice(turn, turn + 1))).flat().slice(0, $REFUNDS)" <<<"$WAITING")
IDS=$(js '({ refundNos: d.map((r) => r.refundNo) })' <<<"$CHOSEN")
js 'const blocked = {};
  for (const { code } of d.flat().flatMap((r) => r.blockedReasons.filter((b) => b.weight === "BLOCKS"))) blocked[code] = (blocked[code] ?? 0) + 1;
  Object.keys(blocked).length === 0 ? undefined : "  Of what waits, so many cannot go back through their gateway now:\n" +
    Object.entries(blocked).map(([code, count]) => `  ${String(count).padStart(4)}  ${code}`).join("\n")' <<<"$WAITING"

# Steps 3 to 6, for the refunds in CHOSEN; sets STRANGE to those that ended where nobody expects.
STRANGE=
walk() {
  step "3  Preview: what a refund of one more piece would be, before anything is stored"
  PREVIEW=$(js 'const left = (l) => l.quantity - l.returnedQuantity > 0 && !["DELIVERY", "SERVICE"].includes(l.kind);
    const found = d.returnsAwaitingRefund.edges.map(({ node }) => node.order).find((o) => o.lines.some(left));
    found ? { name: found.lines.find(left).name, input: { orderNo: found.orderNo, lines: [{ lineNo: found.lines.find(left).lineNo, quantity: 1 }] } } : null' <<<"$LIST")
  if [ "$PREVIEW" = null ]; then
    echo "  Every piece of these orders has come back already; nothing to preview."
  else
    gql "$OPERATOR" '
      query($input: RefundPreviewInput!) { refundPreview(input: $input) {
        legs { paymentNo payment { gateway method } amount { amount } parts { vat { amount } taxFree { amount } } dueOn lastDay fee { amount } needsApproval blockedReasons { code } }
        userErrors { code message }
      } }' "$(js '({ input: d.input })' <<<"$PREVIEW")" |
      PIECE=$(js 'd.name' <<<"$PREVIEW") js '`  one ${process.env.PIECE}:\n` + (d.refundPreview.legs ?? []).map((l) =>
        `  payment ${l.paymentNo}, ${nameOf[l.payment.gateway]} ${l.payment.method}: ${won(l.amount.amount)}, VAT ${won(l.parts.vat.amount).trim()} in it, due ${l.dueOn}` +
        `${l.lastDay ? `, the gateway takes it until ${l.lastDay}` : ""}${l.fee.amount ? `, for a fee of ${won(l.fee.amount).trim()}` : ""}` +
        `${l.needsApproval ? ", needs a second person" : ""}${l.blockedReasons.map((b) => `, ${b.code}`).join("")}`).join("\n") +
        d.refundPreview.userErrors.map((e) => `\n  ${e.code} ${e.message}`).join("")'
  fi

  step "4  $(js 'String(d.length)' <<<"$CHOSEN") refunds requested at once, on their original payments"
  REQUEST='
    mutation($input: RefundsRequestInput!) { refundsRequest(input: $input) {
      results { refund { refundNo status gatewayPhase amount { amount } payment { gateway method } } replayed userErrors { code message } }
      userErrors { code message }
    } }'
  INPUT=$(js '({ input: { idempotencyKey: crypto.randomUUID(), refunds: d.map((r) =>
    ({ id: r.id, expectedVersion: r.version, expectedRefundableAmount: r.refundableAmount.amount })) } })' <<<"$CHOSEN")
  gql "$OPERATOR" "$REQUEST" "$INPUT" | js 'for (const e of d.refundsRequest.userErrors) console.log(`  ${e.code} ${e.message}`);
    d.refundsRequest.results.map(({ refund: r, userErrors }) =>
      `  ${r ? `${r.refundNo} ${won(r.amount.amount)}  ${nameOf[r.payment.gateway].padEnd(11)}${r.payment.method.padEnd(17)}${stateOf(r)}` : ""}${userErrors.map((e) => `  ${e.code} ${e.message}`).join("")}`).join("\n")'
  echo "  The same call once more, with the same key:"
  gql "$OPERATOR" "$REQUEST" "$INPUT" | js '`  ${d.refundsRequest.results.filter((r) => r.replayed).length} of ${d.refundsRequest.results.length} answers replayed, nothing was done again`'

  READ='query($refundNos: [String!]!) { refunds(first: 100, where: { refundNo: $refundNos }) { edges { node {
    id refundNo version status gatewayPhase amount { amount } payment { gateway } failure { cause gatewayMessage } } } } }'
  NOW=$(gql "$OPERATOR" "$READ" "$IDS")
  TO_APPROVE=$(js 'd.refunds.edges.map((e) => e.node).filter((r) => r.gatewayPhase === "AWAITING_APPROVAL")' <<<"$NOW")
  if [ "$TO_APPROVE" != "[]" ]; then
    step "   Above the four-eyes limit: a second person approves"
    for INDEX in $(js 'Object.keys(d).join(" ")' <<<"$TO_APPROVE"); do
      gql "$APPROVER" 'mutation($input: RefundApproveInput!) { refundApprove(input: $input) {
          refund { refundNo status gatewayPhase approvedBy amount { amount } } userErrors { code message } } }' \
        "$(js "({ input: { id: d[$INDEX].id, expectedVersion: d[$INDEX].version, idempotencyKey: crypto.randomUUID() } })" <<<"$TO_APPROVE")" |
        js 'const { refund: r, userErrors } = d.refundApprove;
          r ? `  ${r.refundNo} ${won(r.amount.amount)}  approved by ${r.approvedBy}` : userErrors.map((e) => `  ${e.code} ${e.message}`).join("\n")'
    done
  fi

  step "5  The workers send them; the gateways decide, and the order service books the points"
  # Refused and deferred are answers; what is pending or unknown gets the time to become something better.
  STARTED=$SECONDS
  while ((SECONDS - STARTED < SETTLE_SECONDS)); do
    NOW=$(gql "$OPERATOR" "$READ" "$IDS")
    [ "$(js 'String(d.refunds.edges.some(({ node: r }) => ["SUBMITTING", "PENDING", "UNKNOWN"].includes(r.gatewayPhase) && !forPeople(r)))' <<<"$NOW")" = true ] || break
    # Other refunds of the same payment wait behind one that is unknown.
    ((SECONDS - STARTED < EVIDENCE_SECONDS)) || resolveAtEbp
    sleep 2
  done
  NOW=$(gql "$OPERATOR" "$READ" "$IDS")
  js 'd.refunds.edges.map((e) => e.node).sort((a, b) => stateOf(a) < stateOf(b) ? -1 : 1).map((r) =>
    `  ${r.refundNo} ${won(r.amount.amount)}  ${nameOf[r.payment.gateway].padEnd(11)}${stateOf(r).padEnd(11)}${r.failure ? `${r.failure.cause} ${r.failure.gatewayMessage ?? ""}` : ""}`.trimEnd()).join("\n")' <<<"$NOW"
  STRANGE=$(js 'd.refunds.edges.map((e) => e.node).filter((r) =>
    !["COMPLETED", "REFUSED", "DEFERRED", "PENDING", "UNKNOWN"].includes(stateOf(r))).map((r) => `${r.refundNo} ${stateOf(r)}`).join(", ")' <<<"$NOW")

  step "6  The history of one of them"
  LONGEST=$(js '({ id: d.refunds.edges.map((e) => e.node).sort((a, b) => b.version - a.version)[0].id })' <<<"$NOW")
  gql "$OPERATOR" 'query($id: ID!) { refund(id: $id) { refundNo payment { gateway } history(first: 50) { edges { node { sequence at from to event cause actor hash } } } } }' "$LONGEST" |
    js '`  ${d.refund.refundNo} at ${nameOf[d.refund.payment.gateway]}\n` + d.refund.history.edges.map(({ node: h }) =>
      `  ${String(h.sequence).padStart(2)}  ${h.at}  ${(h.from ?? "—").padEnd(34)} → ${h.to.padEnd(34)} ${h.event} by ${h.actor} (${h.cause})  ${h.hash.slice(0, 8)}`).join("\n")'
}

# EBP has no key to repeat a call by and names no amounts: what got lost there, one person looks up and a second one confirms.
RESOLVE='mutation($input: RefundResolveUnknownInput!) { refundResolveUnknown(input: $input) {
  refund { refundNo version status gatewayPhase openStatement { id } } userErrors { code message } } }'
resolveAtEbp() {
  local lost stated input
  lost=$(gql "$OPERATOR" '{ refunds(first: 100, where: { gateway: [EBP], gatewayPhase: [UNKNOWN] }) { edges { node {
      id refundNo version amount { amount } payment { gatewayPaymentId refundedAtGateway { total { amount } } } } } } }')
  [ "$(js 'String(d.refunds.edges.length)' <<<"$lost")" != 0 ] || return 0
  lost=$(LOST=$lost js 'JSON.parse(process.env.LOST).refunds.edges.map(({ node: { payment, amount, ...refund } }) => {
      const theirs = d.find((t) => t.paymentId === payment.gatewayPaymentId).cancelled;
      const moved = theirs - payment.refundedAtGateway.total.amount >= amount.amount;
      return { refundNo: refund.refundNo, moved, amount: amount.amount, input: { id: refund.id, outcome: moved ? "REFUNDED" : "NOT_REFUNDED",
        ...(moved && { amount: amount.amount }), evidence: `The console of EBP shows ${theirs} won cancelled of ${payment.gatewayPaymentId}.`,
        expectedVersion: refund.version, idempotencyKey: crypto.randomUUID() } }; })' < <(curl -sf "$(urlOf EBP)/__sandbox/totals"))
  echo "  Lost at EBP: the operator looks into its console and states what it shows, the approver confirms."
  for INDEX in $(js 'Object.keys(d).join(" ")' <<<"$lost"); do
    stated=$(gql "$OPERATOR" "$RESOLVE" "$(js "({ input: d[$INDEX].input })" <<<"$lost")")
    input=$(STATED=$stated js "const { refund: r } = JSON.parse(process.env.STATED).refundResolveUnknown;
      r?.openStatement ? { input: { ...d[$INDEX].input, expectedVersion: r.version, confirmsStatementId: r.openStatement.id, idempotencyKey: crypto.randomUUID() } } : null" <<<"$lost")
    [ "$input" != null ] && stated=$(gql "$APPROVER" "$RESOLVE" "$input")
    LINE=$(js "\`\${d[$INDEX].refundNo} \${won(d[$INDEX].amount)}  \${d[$INDEX].moved ? 'moved' : 'not moved'}\`" <<<"$lost") js '
      const { refund: r, userErrors } = d.refundResolveUnknown;
      `  ${process.env.LINE}: ${r ? stateOf(r) : userErrors.map((e) => `${e.code} ${e.message}`).join("; ")}`' <<<"$stated"
  done
}

if [ "$CHOSEN" = "[]" ]; then
  echo "  None of them is left to be requested (a new DATA_DIRECTORY begins the story again): only the ledgers are compared."
else
  walk
fi

step "7  Every other ledger against ours, payment by payment"
# What was lost there before this run, too.
resolveAtEbp
# Every payment of every refund at one gateway, a hundred refunds a page: its id and what we say has gone back.
ours() {
  local after=null page
  while :; do
    page=$(gql "$OPERATOR" 'query($after: String, $gateway: Gateway!) { refunds(first: 100, after: $after, where: { gateway: [$gateway] }) { pageInfo { hasNextPage endCursor }
      edges { node { payment { gatewayPaymentId refundedAtGateway { total { amount } } } } } } }' "{\"after\":$after,\"gateway\":\"$1\"}")
    js 'd.refunds.edges.map(({ node: { payment: p } }) => `${p.gatewayPaymentId} ${p.refundedAtGateway.total.amount}`).join("\n")' <<<"$page"
    [ "$(js 'String(d.refunds.pageInfo.hasNextPage)' <<<"$page")" = true ] || return 0
    after=$(js 'JSON.stringify(d.refunds.pageInfo.endCursor)' <<<"$page")
  done
}
# A payment nobody has asked a refund for stands in no refund of ours: then nothing may have gone back at the gateway either.
compareOne() {
  OURS=$(ours "$1") GATEWAY=$1 js 'const ours = new Map(process.env.OURS.split("\n").filter(Boolean).map((line) => line.split(" ")));
    const theirs = d.filter((t) => ours.has(t.paymentId) || t.cancelled > 0);
    const known = new Set(d.map((t) => t.paymentId));
    const sum = (amounts) => amounts.reduce((a, b) => a + b, 0);
    ({ gateway: process.env.GATEWAY, payments: ours.size, cancels: sum(theirs.map((t) => t.succeededCancellations)),
      theirs: sum(theirs.map((t) => t.cancelled)), ours: sum([...ours.values()].map(Number)),
      faults: [
        ...[...ours.keys()].filter((id) => !known.has(id)).map((id) => `${id}: unknown to the gateway`),
        ...theirs.filter((t) => t.cancelled !== Number(ours.get(t.paymentId) ?? 0)).map((t) => `${t.paymentId}: gateway ${t.cancelled}, ours ${ours.get(t.paymentId) ?? 0}`),
        ...theirs.filter((t) => t.cancelled > t.total).map((t) => `${t.paymentId}: over-refunded, ${t.cancelled} of ${t.total}`),
      ] })' \
    < <(curl -sf "$(urlOf "$1")/__sandbox/totals")
}
compare() { for GATEWAY in $GATEWAYS; do compareOne "$GATEWAY"; done | node -e '
  console.log(JSON.stringify(require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line))))'; }
# A lost answer is found by looking at the gateway, seconds later: until then the two may differ.
STARTED=$SECONDS
while :; do
  COMPARED=$(compare)
  [ "$(js 'String(d.every((one) => one.faults.length === 0))' <<<"$COMPARED")" = true ] && break
  ((SECONDS - STARTED < SETTLE_SECONDS)) || break
  sleep 3
done
js '`  ${"".padEnd(12)}${"payments".padStart(10)}${"cancels".padStart(10)}${"theirs".padStart(14)}${"ours".padStart(14)}\n` +
  d.map((one) => `  ${nameOf[one.gateway].padEnd(12)}${String(one.payments).padStart(10)}${String(one.cancels).padStart(10)} ${won(one.theirs)} ${won(one.ours)}` +
    `  ${one.faults.length ? "DIFFERS" : "agrees"}` + one.faults.map((fault) => `\n    ${fault}`).join("")).join("\n")' <<<"$COMPARED"

[ "$(js 'String(d.every((one) => one.faults.length === 0))' <<<"$COMPARED")" = true ] || fail "The ledgers differ."
[ -z "$STRANGE" ] || fail "Neither complete, refused, deferred, pending nor unknown: $STRANGE"
step "The ledgers agree to the won."
