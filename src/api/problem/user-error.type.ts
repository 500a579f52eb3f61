/** Expected problems in the API: one interface for every client, typed extras for those who act on them. */
import { Field, ID, Int, InterfaceType, ObjectType } from "type-graphql";
import { templateOf } from "../../messages/catalogue.js";
import { PROBLEMS, type Problem, type ProblemCode } from "../../problem.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { Part } from "../authorized.js";
import { enumeration } from "../enumeration.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";

const ProblemCodeEnum = enumeration<ProblemCode>(
  "ProblemCode",
  "The problem's code, for programs. Treat a code you do not know like INVALID_INPUT. `docs/errors.md` says what to do about each.",
  Object.fromEntries(
    (Object.keys(PROBLEMS) as ProblemCode[]).map((code) => [code, templateOf("en", `problems.${code}`)]),
  ) as Record<ProblemCode, string>,
);

@InterfaceType({
  description:
    "A problem the caller can do something about. Nothing was changed, unless a result beside it says otherwise.",
})
export abstract class UserError {
  @Field(() => ProblemCodeEnum, { description: "The problem's code, for programs.", simple: true })
  code!: ProblemCode;

  @Field(() => String, {
    description: "The problem's sentence, for people; Korean, or English by `Accept-Language`.",
    simple: true,
  })
  message!: string;

  @Field(() => [String], {
    nullable: true,
    description: "Path of the input field it is about, from `input` on; null when it is about none.",
    simple: true,
  })
  field!: string[] | null;
}

@Part()
@ObjectType({
  implements: UserError,
  description: "A problem whose code and message say everything.",
  simpleResolvers: true,
})
class PlainUserError extends UserError {}

@Part()
@ObjectType({
  implements: UserError,
  description: "REFUND_AMOUNT_EXCEEDED, REFUNDABLE_AMOUNT_CHANGED: the amount is not what can be refunded.",
  simpleResolvers: true,
})
class AmountExceedsRefundable extends UserError {
  @Field(() => MinorUnitsScalar, {
    description: "The amount that can be refunded now, in minor units of the order's currency.",
  })
  refundableAmount!: MinorUnits;
}

@Part()
@ObjectType({
  implements: UserError,
  description: "VERSION_CONFLICT: somebody changed the refund since you read it.",
  simpleResolvers: true,
})
class VersionConflict extends UserError {
  @Field(() => Int, { description: "The refund's version now." })
  currentVersion!: number;

  @Field(() => String, { description: "The state of the refund's machine now, such as `refundRequested.pending`." })
  currentState!: string;

  @Field(() => String, { description: "Subject of who changed it last." })
  changedBy!: string;

  @Field(() => DateTimeScalar, { description: "When it was changed last." })
  changedAt!: Date;
}

@Part()
@ObjectType({
  implements: UserError,
  description: "REFUND_STATE_CONFLICT: this is not possible in the present state.",
  simpleResolvers: true,
})
class StateConflict extends UserError {
  @Field(() => String, {
    description: "The state of the refund's machine now, such as `refundRequested.pending`, or of its return.",
  })
  currentState!: string;

  @Field(() => String, { description: "The event that was tried, such as CANCEL." })
  event!: string;

  @Field(() => ID, { nullable: true, description: "The refund that stands in the way, where it is one." })
  refundId!: string | null;
}

@Part()
@ObjectType({
  implements: UserError,
  description: "QUANTITY_EXCEEDED: more units than are left to return.",
  simpleResolvers: true,
})
class QuantityExceeded extends UserError {
  @Field(() => String, { description: "The line of the order." })
  lineNo!: string;

  @Field(() => Int, { description: "Units that can still be returned." })
  returnableQuantity!: number;
}

@Part()
@ObjectType({
  implements: UserError,
  description: "REFUND_ALREADY_REOPENED, REFUND_ALREADY_REVERSED: the refund has a successor.",
  simpleResolvers: true,
})
class HasSuccessor extends UserError {
  @Field(() => ID, { description: "The id of the refund that stands for it now (후속 환불)." })
  successorId!: string;

  @Field(() => String, { description: "The successor's number." })
  successorNo!: string;
}

type Extras = Readonly<
  Partial<Record<ProblemCode, { type: new () => UserError; of(detail: Problem["detail"]): object | null }>>
>;

const amountExtras = {
  type: AmountExceedsRefundable,
  of: ({ refundableAmount }: Problem["detail"]) => (typeof refundableAmount === "number" ? { refundableAmount } : null),
};

const successorExtras = {
  type: HasSuccessor,
  of: ({ successorId, successorNo }: Problem["detail"]) => ({ successorId, successorNo }),
};

const EXTRAS: Extras = {
  REFUND_AMOUNT_EXCEEDED: amountExtras,
  REFUNDABLE_AMOUNT_CHANGED: amountExtras,
  VERSION_CONFLICT: {
    type: VersionConflict,
    of: ({ currentVersion, currentState, changedBy, changedAt }) => ({
      currentVersion,
      currentState,
      changedBy,
      changedAt: new Date(changedAt as string),
    }),
  },
  REFUND_STATE_CONFLICT: {
    type: StateConflict,
    of: ({ state, event, refundId }) => ({ currentState: state, event, refundId: refundId ?? null }),
  },
  QUANTITY_EXCEEDED: {
    type: QuantityExceeded,
    of: ({ lineNo, returnableQuantity }) => ({ lineNo, returnableQuantity }),
  },
  REFUND_ALREADY_REOPENED: successorExtras,
  REFUND_ALREADY_REVERSED: successorExtras,
};

/** Fields of an input beside the one a use case is about. */
const BESIDE: ReadonlySet<unknown> = new Set(["idempotencyKey", "order"]);

/** @param within where the use case's input lies in the mutation's, for the field path. */
export function userErrorOf(problem: Problem, message: string, within: readonly string[]): UserError {
  const extras = EXTRAS[problem.code];
  const detail = extras?.of(problem.detail) ?? null;
  const { field } = problem;
  return Object.assign(extras && detail ? new extras.type() : new PlainUserError(), {
    code: problem.code,
    message,
    field: field === null ? null : [...(BESIDE.has(field[0]) ? [] : within), ...field.map(String)],
    ...detail,
  });
}
