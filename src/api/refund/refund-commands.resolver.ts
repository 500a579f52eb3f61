/** Mutations on one refund: permission, input, one call. */
import { Permission } from "../../access/permission.js";
import { cancelRefund } from "../../refund/commands/cancel-refund.js";
import { reopenRefund } from "../../refund/commands/reopen-refund.js";
import { approveRefund, declineRefund } from "../../refund/commands/decide-refund.js";
import { lowerAmount } from "../../refund/commands/lower-amount.js";
import { matchCancellation } from "../../refund/commands/match-cancellation.js";
import { takeBackRefund } from "../../refund/commands/take-back.js";
import { retryRefund } from "../../refund/commands/retry-refund.js";
import {
  amountLowerSchema,
  approveSchema,
  cancelSchema,
  declineSchema,
  matchCancellationSchema,
  RefundAmountLowerInput,
  RefundApproveInput,
  RefundCancelInput,
  RefundDeclineInput,
  RefundMatchCancellationInput,
  RefundReopenInput,
  RefundRetryInput,
  RefundTakeBackInput,
  reopenSchema,
  retrySchema,
  takeBackSchema,
} from "./refund-commands.input.js";
import { COMMON_CODES, refundMutation } from "./refund-mutation.js";

export const REFUND_COMMAND_RESOLVERS = [
  refundMutation({
    name: "refundApprove",
    permission: Permission.RefundApprove,
    description: `A second person agrees to a refund above the four-eyes limit: it is then sent. ${COMMON_CODES}, SAME_PERSON, NOT_CAPTURED, PAYMENT_DISPUTED.`,
    input: { type: RefundApproveInput, schema: approveSchema, description: "The refund." },
    answersWith: "The approved refund",
    useCase: approveRefund,
  }),
  refundMutation({
    name: "refundDecline",
    permission: Permission.RefundApprove,
    description: `A second person disagrees: the refund is owed as before and can be requested again. A manual refund is cancelled, and can be re-opened. ${COMMON_CODES}.`,
    input: { type: RefundDeclineInput, schema: declineSchema, description: "The refund, and the reason." },
    answersWith: "The declined refund",
    useCase: declineRefund,
  }),
  refundMutation({
    name: "refundRetry",
    permission: Permission.RefundRetry,
    description: `Tries a refused or deferred refund again, with a new attempt. ${COMMON_CODES}, NOT_CAPTURED, PAYMENT_DISPUTED, REFUND_AMOUNT_EXCEEDED.`,
    input: { type: RefundRetryInput, schema: retrySchema, description: "The refund." },
    answersWith: "The refund that is tried again",
    useCase: retryRefund,
  }),
  refundMutation({
    name: "refundTakeBack",
    permission: Permission.RefundRequest,
    description: `Takes back a request that waits behind another refund of the payment: nothing of it was sent, and it is collected as before. ${COMMON_CODES}.`,
    input: { type: RefundTakeBackInput, schema: takeBackSchema, description: "The refund." },
    answersWith: "The refund, owed as before",
    useCase: takeBackRefund,
  }),
  refundMutation({
    name: "refundCancel",
    permission: Permission.RefundCancel,
    description: `Cancels a refund whose money cannot be moving; its reservation is given back. ${COMMON_CODES}.`,
    input: { type: RefundCancelInput, schema: cancelSchema, description: "The refund, and the reason." },
    answersWith: "The cancelled refund",
    useCase: cancelRefund,
  }),
  refundMutation({
    name: "refundReopen",
    permission: Permission.RefundReopen,
    description: `Brings a refund that was cancelled by mistake back as a successor: same payment, amount and lines, reserved again. ${COMMON_CODES}, REFUND_ALREADY_REOPENED, REFUND_AMOUNT_EXCEEDED.`,
    input: { type: RefundReopenInput, schema: reopenSchema, description: "The refund." },
    answersWith: "The successor: a new refund with a number of its own",
    useCase: reopenRefund,
  }),
  refundMutation({
    name: "refundMatchCancellation",
    permission: Permission.RefundMatchCancellation,
    description: `A cancel made at the gateway without this service was this refund: it is completed with it, and no money moves. Of a smaller cancel the rest stays owed (\`remainder\`). ${COMMON_CODES}, CANCELLATION_MATCHED.`,
    input: {
      type: RefundMatchCancellationInput,
      schema: matchCancellationSchema,
      description: "The refund, and the cancel it was.",
    },
    answersWith: "The completed refund",
    useCase: matchCancellation,
  }),
  refundMutation({
    name: "refundAmountLower",
    permission: Permission.RefundAmountLower,
    description: `Brings a refund to a smaller amount: a part of it was settled in another way, such as a cancel in the gateway's console that was another debt's. Only while it is collected or refused. No money moves, and what it gives up is owed no more. ${COMMON_CODES}, INVALID_INPUT.`,
    input: { type: RefundAmountLowerInput, schema: amountLowerSchema, description: "The refund, and its new amount." },
    answersWith: "The lowered refund",
    useCase: lowerAmount,
  }),
];
