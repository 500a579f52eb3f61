/** Our recorded state of a payment, as of one moment. */
import { IsolationLevel } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { MinorUnits } from "../money/minor-units.js";
import type { CaptureState, WalletSource } from "../gateways/port.js";
import { Payment } from "../orders/payment.entity.js";
import {
  GatewayAttempt,
  BookedCancellation,
  OPEN_ATTEMPT_STATUSES,
  type AttemptStatus,
} from "../refund/record/attempt.entity.js";
import { Refund } from "../refund/record/refund.entity.js";

export interface RecordedCancellation {
  cancellationId: string;
  amount: MinorUnits;
  attemptId: string | null;
  bookedAt: Date;
}

export interface KnownAttempt {
  id: string;
  refundId: string;
  status: AttemptStatus;
  amount: MinorUnits;
  /** Ids listed before its call: none of them is its effect. */
  knownCancellationIds: readonly string[];
  gatewayCancellationId: string | null;
  sent: boolean;
  /** When it first left us, or was opened if it never did. */
  since: Date;
}

export interface RecordedPayment {
  amount: MinorUnits;
  captureState: CaptureState;
  /** Behind a wallet, as it was reported; null: it was not. */
  walletSource: WalletSource | null;
  /** The amount we hold as refunded at the gateway. A bank transfer made by hand is none of the gateway's business and is not in it. */
  refundedAtGateway: MinorUnits;
  /** Authorised and never captured, and no cancel of it shown by the gateway so far. */
  uncaptured: MinorUnits;
  cancellations: readonly RecordedCancellation[];
  /** Oldest first. */
  attempts: readonly KnownAttempt[];
  /** Refunds whose money came back to us: somebody has seen to them. */
  reversedRefunds: ReadonlySet<string>;
}

export const isOpen = ({ status }: Pick<KnownAttempt, "status">): boolean =>
  (OPEN_ATTEMPT_STATUSES as readonly AttemptStatus[]).includes(status);

export const loadRecordedPayment = (root: EntityManager, paymentId: string): Promise<RecordedPayment> =>
  root.fork().transactional(
    async (em) => {
      const payment = await em.findOneOrFail(Payment, paymentId);
      const cancellations = await em.find(
        BookedCancellation,
        { paymentId, restoredAt: null },
        { orderBy: { bookedAt: "asc", id: "asc" } },
      );
      const attempts = await em.find(GatewayAttempt, { paymentId }, { orderBy: { createdAt: "asc", id: "asc" } });
      const reversed = await em.find(Refund, { paymentId, reversedAt: { $ne: null } });
      const failed = new Set(cancellations.filter((one) => one.transferFailed).map(({ attemptId }) => attemptId));
      const notArrived = attempts.filter(({ id }) => failed.has(id));
      return {
        amount: payment.amount.total,
        captureState: payment.captureState,
        walletSource: payment.walletSource,
        refundedAtGateway: payment.refundedAtGateway.total,
        uncaptured: payment.uncaptured.total,
        cancellations: cancellations.map(({ gatewayCancellationId, amount, attemptId, bookedAt }) => ({
          cancellationId: gatewayCancellationId,
          amount: amount.total,
          attemptId,
          bookedAt,
        })),
        attempts: attempts.map((attempt) => ({
          id: attempt.id,
          refundId: attempt.refundId,
          status: attempt.status,
          amount: attempt.amount.total,
          knownCancellationIds: attempt.knownCancellationIds,
          gatewayCancellationId: attempt.gatewayCancellationId,
          sent: attempt.firstSentAt !== null,
          since: attempt.firstSentAt ?? attempt.createdAt,
        })),
        reversedRefunds: new Set([...reversed.map(({ id }) => id), ...notArrived.map(({ refundId }) => refundId)]),
      };
    },
    { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true },
  );
