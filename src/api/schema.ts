/** Builds the GraphQL schema from the resolvers, and puts the guard in front of every field. */
import { createPubSub } from "@graphql-yoga/subscription";
import type { GraphQLSchema } from "graphql";
import "reflect-metadata";
import { buildSchema } from "type-graphql";
import { ApprovalsWaitingResolver } from "./approval/approval.resolver.js";
import { BankResolver } from "./bank/bank.resolver.js";
import { CalendarResolver } from "./calendar/calendar.resolver.js";
import { RefundFiguresResolver } from "./figures/figures.resolver.js";
import { PersonFiguresResolver } from "./figures/person-figures.resolver.js";
import { GatewayRuleResolver } from "./gateway-rule/gateway-rule.resolver.js";
import { guardSchema } from "./guard.js";
import { NodeResolver } from "./node/node.resolver.js";
import { FactsCorrectResolver } from "./order/facts-correct.resolver.js";
import { OrderReportResolver } from "./order/report.resolver.js";
import { ManualRefundAcceptResolver, ManualRefundsCancelResolver } from "./manual-refund/accept.resolver.js";
import { ManualRefundResultsRecordResolver } from "./manual-refund/results-record.resolver.js";
import { NOTE_RESOLVERS } from "./note/note.resolver.js";
import { OrderResolver } from "./order/order.resolver.js";
import {
  CorrectCancellationResolver,
  OpenCancellationStatementResolver,
} from "./payment/correct-cancellation.resolver.js";
import { PaymentListsResolver } from "./payment/payment-lists.resolver.js";
import { PaymentResolver } from "./payment/payment.resolver.js";
import { PERSON_FIELD_RESOLVERS, PersonResolver } from "./person/person.resolver.js";
import { FindingResolver } from "./refund/finding.resolver.js";
import { LedgerDayResolver } from "./refund/ledger-day.resolver.js";
import { LedgerResultResolver } from "./refund/ledger-result.resolver.js";
import { REFUND_TRANSFER_RESOLVERS } from "./refund/refund-transfer.resolver.js";
import { RefundChangesResolver } from "./refund/changes.subscription.js";
import { RefundPreviewResolver } from "./refund/preview.resolver.js";
import { REFUND_COMMAND_RESOLVERS } from "./refund/refund-commands.resolver.js";
import {
  AttemptFieldsResolver,
  RefundFieldsResolver,
  RefundLineFieldsResolver,
} from "./refund/refund-fields.resolver.js";
import { ACCESS_RESOLVERS } from "./personal-data/access.resolver.js";
import { RevealResolver } from "./personal-data/reveal.resolver.js";
import { RefundResolver } from "./refund/refund.resolver.js";
import { RefundsRequestResolver } from "./refund/refunds-request.resolver.js";
import { ResolveUnknownResolver } from "./refund/resolve-unknown.resolver.js";
import { ReturnChangesResolver } from "./return/changes.subscription.js";
import { ReturnCommandsResolver } from "./return/return-commands.resolver.js";
import { ReturnLineFieldsResolver, ReturnResolver } from "./return/return.resolver.js";
import { SavedViewResolver } from "./saved-view/saved-view.resolver.js";
import { SearchResolver } from "./search/search.resolver.js";
import { DateTimeScalar } from "./scalar/date-time.js";
import { ViewerResolver } from "./viewer/viewer.resolver.js";
import { WORK_ITEM_RESOLVERS } from "./work-item/work-item.resolver.js";

/** @throws Error naming every field nobody has decided about: such a schema must not be served. */
export async function buildApiSchema(): Promise<GraphQLSchema> {
  const schema = await buildUnguardedSchema();
  guardSchema(schema);
  return schema;
}

/** Without permissions, for tests that show what the guard is for. */
export const buildUnguardedSchema = (): Promise<GraphQLSchema> =>
  buildSchema({
    resolvers: [
      ApprovalsWaitingResolver,
      AttemptFieldsResolver,
      BankResolver,
      CalendarResolver,
      CorrectCancellationResolver,
      OrderReportResolver,
      FactsCorrectResolver,
      FindingResolver,
      GatewayRuleResolver,
      LedgerResultResolver,
      OpenCancellationStatementResolver,
      LedgerDayResolver,
      ManualRefundAcceptResolver,
      ManualRefundsCancelResolver,
      ManualRefundResultsRecordResolver,
      NodeResolver,
      ...NOTE_RESOLVERS,
      OrderResolver,
      ...REFUND_TRANSFER_RESOLVERS,
      PaymentListsResolver,
      PaymentResolver,
      PersonResolver,
      ...PERSON_FIELD_RESOLVERS,
      RefundChangesResolver,
      ...REFUND_COMMAND_RESOLVERS,
      RefundFieldsResolver,
      RefundFiguresResolver,
      PersonFiguresResolver,
      SavedViewResolver,
      RefundLineFieldsResolver,
      RefundPreviewResolver,
      RefundResolver,
      RevealResolver,
      ...ACCESS_RESOLVERS,
      RefundsRequestResolver,
      ResolveUnknownResolver,
      ReturnChangesResolver,
      ReturnCommandsResolver,
      ReturnLineFieldsResolver,
      ReturnResolver,
      SearchResolver,
      ViewerResolver,
      ...WORK_ITEM_RESOLVERS,
    ],
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    // Inputs are read with schemas of their own (input.ts), and who may read what is decided in guard.ts.
    validate: false,
    nullableByDefault: false,
    // type-graphql demands one; our subscriptions read the event stream.
    pubSub: createPubSub(),
  });
