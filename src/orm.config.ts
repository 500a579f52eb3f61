/** The entities, listed in one place, and the configuration MikroORM's command line reads. */
import { readConfig } from "./config.js";
import { Person } from "./access/person.entity.js";
import { AuditRun } from "./audit/run.entity.js";
import { ormOptions } from "./database/orm.js";
import { EventRow } from "./events/event.entity.js";
import { FigureDay } from "./figures/figure-day.entity.js";
import { FigureDelta } from "./figures/figure-delta.entity.js";
import { IdempotencyKey } from "./idempotency/idempotency-key.entity.js";
import { RateLimitCount } from "./rate-limit/rate-limit-count.entity.js";
import { Holiday } from "./calendar/holiday.entity.js";
import { GatewayRuleRow } from "./gateway-rules/gateway-rule.entity.js";
import { OrderFactChange, OrderFactCorrection } from "./orders/fact-change.entity.js";
import { Order, OrderLine } from "./orders/order.entity.js";
import { Payment } from "./orders/payment.entity.js";
import { Return, ReturnDeduction, ReturnLine } from "./orders/return.entity.js";
import { GatewayAttempt, BookedCancellation } from "./refund/record/attempt.entity.js";
import { GatewayCircuit } from "./refund/record/gateway-circuit.entity.js";
import { CancellationMatch } from "./refund/record/cancellation-match.entity.js";
import { CancellationStatement } from "./refund/record/cancellation-statement.entity.js";
import { LedgerEntry, LedgerReport } from "./reconciliation/ledger-report.entity.js";
import { ReconciliationRun, ReconciliationTask } from "./reconciliation/run.entity.js";
import { RefundHistory, RefundMemo, RefundStatement } from "./refund/record/history.entity.js";
import { WorkItem } from "./refund/record/work-item.entity.js";
import { RefundNote, RefundNoteMention } from "./refund/record/note.entity.js";
import { DueChange } from "./refund/record/due-change.entity.js";
import { Refund, RefundDeduction, RefundLine } from "./refund/record/refund.entity.js";
import { ReplacedAccount } from "./refund/record/replaced-account.entity.js";
import {
  PersonalDataAccess,
  PersonalDataAccessHead,
  PersonalDataAccessRemoval,
  PersonalDataAccessReview,
} from "./personal-data/access.entity.js";
import { SavedView } from "./saved-views/saved-view.entity.js";
import { WebhookDelivery } from "./webhooks/webhook-delivery.entity.js";

export const entities = [
  Order,
  OrderLine,
  Payment,
  OrderFactCorrection,
  OrderFactChange,
  GatewayRuleRow,
  Holiday,
  Return,
  ReturnLine,
  ReturnDeduction,
  Refund,
  RefundLine,
  RefundDeduction,
  DueChange,
  ReplacedAccount,
  GatewayAttempt,
  BookedCancellation,
  CancellationMatch,
  CancellationStatement,
  GatewayCircuit,
  RefundHistory,
  RefundMemo,
  RefundStatement,
  Person,
  RefundNote,
  RefundNoteMention,
  WorkItem,
  ReconciliationRun,
  ReconciliationTask,
  LedgerReport,
  LedgerEntry,
  AuditRun,
  FigureDelta,
  FigureDay,
  SavedView,
  PersonalDataAccess,
  PersonalDataAccessHead,
  PersonalDataAccessRemoval,
  PersonalDataAccessReview,
  EventRow,
  IdempotencyKey,
  WebhookDelivery,
  RateLimitCount,
];

/** The command line only compares and creates migrations; without DATABASE_URL it asks a local server. */
const LOCAL_DATABASE = "postgresql://postgres@127.0.0.1:5432/hwanbul_migrations";

export default ormOptions({ url: readConfig().DATABASE_URL ?? LOCAL_DATABASE, entities });
