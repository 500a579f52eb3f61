/** Mutations for money that cannot go back the way it came: bank transfer instead, the account for it, returned transfers. */
import { Permission } from "../../access/permission.js";
import { changeAccount } from "../../refund/commands/change-account.js";
import { fallBackToManual } from "../../refund/commands/fall-back.js";
import { recordReversal } from "../../refund/commands/record-reversal.js";
import {
  accountChangeSchema,
  fallBackSchema,
  RefundAccountChangeInput,
  RefundFallBackInput,
  RefundReversalRecordInput,
  reversalSchema,
} from "./refund-commands.input.js";
import { COMMON_CODES, refundMutation } from "./refund-mutation.js";

export const REFUND_TRANSFER_RESOLVERS = [
  refundMutation({
    name: "refundFallBackToManual",
    permission: Permission.RefundFallBack,
    description: `A refund the gateway cannot make becomes a bank transfer (수기 환불). The gateway is always asked first; what it shows is booked, and a success completes the refund instead. A second person must approve unless a definite refusal or a blocking rule stands behind it and the account is the customer's own, named by somebody else: see \`approvalReasons\`. ${COMMON_CODES}, GATEWAY_UNREACHABLE, EVIDENCE_DISAGREES (the gateway still works on a cancel of this amount, or shows one of unknown origin and amount), POINTS_NEVER_CASH, REFUND_ACCOUNT_MISSING, PAYMENT_DISPUTED, REFUND_AMOUNT_EXCEEDED.`,
    input: { type: RefundFallBackInput, schema: fallBackSchema, description: "The refund." },
    answersWith: "The refund, now to be paid by bank transfer",
    useCase: fallBackToManual,
  }),
  refundMutation({
    name: "refundAccountChange",
    permission: Permission.RefundAccountChange,
    description: `Records the customer's bank account for a refund, before any money moves to it (환불계좌). ${COMMON_CODES}, POINTS_NEVER_CASH, REFUND_BANK_NOT_SUPPORTED (the provider cannot pay to that bank: name another account, or say \`forManualRefund\`).`,
    input: { type: RefundAccountChangeInput, schema: accountChangeSchema, description: "The refund, and the account." },
    answersWith: "The refund",
    useCase: changeAccount,
  }),
  refundMutation({
    name: "refundReversalRecord",
    permission: Permission.RefundReversalRecord,
    description: `The customer's bank sent a completed refund back (반송): the success stays in the history, and a manual successor holds the money to pay it again, once a second person has approved. ${COMMON_CODES}, REFUND_ALREADY_REVERSED, POINTS_NEVER_CASH, EVIDENCE_DISAGREES (it went to no bank account, and the gateway still counts it), GATEWAY_UNREACHABLE (only it knows what the customer had paid), REFUND_AMOUNT_EXCEEDED (more had gone back than was paid).`,
    input: {
      type: RefundReversalRecordInput,
      schema: reversalSchema,
      description: "The refund that came back, and how that is known.",
    },
    answersWith: "The manual successor that pays it again",
    useCase: recordReversal,
  }),
];
