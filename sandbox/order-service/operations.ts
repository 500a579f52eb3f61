/** The operations the order service asks the service for: all it knows of it, checked against `schema/schema.graphql` by a test. */

/** Refunds that are asked for on their original payment; of other states there is nothing to book. */
export const FOLLOW = `subscription OrderServiceFollows($after: String) {
  refundChanged(after: $after, where: { statuses: [REFUND_REQUESTED] }) {
    cursor
    to
    refund { id payment { gateway } }
  }
}`;

export const ATTEMPTS = `query OrderServiceReadsAttempts($id: ID!) {
  refund(id: $id) {
    refundNo
    payment { gateway gatewayPaymentId }
    attempts { id status amount { amount currencyCode } }
  }
}`;

export const PENDING_REFUNDS = `query OrderServiceReadsPending($after: String) {
  refunds(
    first: 100
    after: $after
    where: { gateway: [MERCHANT_LEDGER], status: [REFUND_REQUESTED], gatewayPhase: [PENDING] }
    orderBy: { field: CREATED_AT, direction: ASC }
  ) {
    edges { node { id } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const REPORT = `mutation OrderServiceReports($input: RefundLedgerResultReportInput!) {
  refundLedgerResultReport(input: $input) {
    replayed
    userErrors { code message }
  }
}`;
