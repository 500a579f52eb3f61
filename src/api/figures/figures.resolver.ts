/** refundFigures: counts and money of refunds over a range of days, grouped. */
import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { koreanDay } from "../../clock.js";
import { Authorized } from "../authorized.js";
import type { Context } from "../context.js";
import {
  DailyDimensionEnum,
  FailureDimensionEnum,
  OpenDimensionEnum,
  OverdueDimensionEnum,
  type DailyDimension,
  type Dimension,
  type FailureDimension,
  type OpenDimension,
  type OverdueDimension,
} from "./figures.enums.js";
import { askedOf, MAX_DAYS, MAX_DAYS_APART, RefundFiguresWhere, requireShortRange } from "./figures.input.js";
import {
  dailyStatement,
  failureStatement,
  MAX_GROUPS,
  openStatement,
  overdueStatement,
  readGroups,
  summedMoney,
  timeToRefundStatement,
  type DailyName,
} from "./figures.rows.js";
import {
  DailyFigureType,
  FailureFigureType,
  OpenFigureType,
  OverdueFigureType,
  RefundFiguresType,
  TimeToRefundFigureType,
  type CountedRefundsType,
} from "./figures.type.js";

const GROUP_BY = `The dimensions to group by, besides the currency; an empty list counts all together. Errors: BAD_USER_INPUT for more than ${MAX_GROUPS} groups, or a sum that is no longer exact.`;

/** Dimensions that a row was not grouped by. */
const NONE = {
  day: null,
  state: null,
  age: null,
  gateway: null,
  provider: null,
  method: null,
  cause: null,
} as const;

type Row<More extends string> = Record<More | "currency", string> & { refunds: number };

@Resolver(() => RefundFiguresType)
export class RefundFiguresResolver {
  @Authorized(Permission.FiguresRead)
  @Query(() => RefundFiguresType, {
    description: `Figures of refunds (현황) over a range of Korean days. No personal data. Errors: BAD_USER_INPUT where \`toDay\` is before \`fromDay\`, or the range has more than ${MAX_DAYS} days.`,
  })
  refundFigures(
    @Arg("where", () => RefundFiguresWhere, { description: "The range, and the refunds that are counted." })
    where: RefundFiguresWhere,
    @Ctx() { refundContext }: Context,
  ): RefundFiguresType {
    const asOf = refundContext.clock.now();
    const asked = askedOf(where, koreanDay(asOf));
    return { fromDay: where.fromDay, toDay: where.toDay, asOf, asked };
  }

  @FieldResolver(() => [OpenFigureType], {
    description: "Open refunds as of now (미완료 환불 현황), whatever the range.",
  })
  async open(
    @Root() { asked }: RefundFiguresType,
    @Arg("groupBy", () => [OpenDimensionEnum], { description: GROUP_BY, defaultValue: [] }) groupBy: OpenDimension[],
    @Ctx() ctx: Context,
  ): Promise<OpenFigureType[]> {
    const rows = await readGroups<Row<"amount">>(ctx.em, openStatement(asked, groupBy));
    return rows.map((row) => ({ ...NONE, ...row, amount: summedMoney(row.amount, row.currency) }));
  }

  @FieldResolver(() => [OverdueFigureType], {
    description:
      "Open refunds after their due day as of now (기한 경과 현황), whatever the range, with their interest.",
  })
  async overdue(
    @Root() { asked }: RefundFiguresType,
    @Arg("groupBy", () => [OverdueDimensionEnum], { description: GROUP_BY, defaultValue: [] })
    groupBy: OverdueDimension[],
    @Ctx() ctx: Context,
  ): Promise<OverdueFigureType[]> {
    const statement = overdueStatement(asked, groupBy);
    const rows = await readGroups<Row<"amount" | "interest"> & { without_interest: number }>(ctx.em, statement);
    return rows.map(({ without_interest: withoutInterest, ...row }) => ({
      ...NONE,
      ...row,
      amount: summedMoney(row.amount, row.currency),
      interest: summedMoney(row.interest, row.currency),
      withoutInterest,
    }));
  }

  @FieldResolver(() => [DailyFigureType], {
    description: "The refunds of the range, by what happened to them on its days (일별 환불 현황).",
  })
  async daily(
    @Root() { asked }: RefundFiguresType,
    @Arg("groupBy", () => [DailyDimensionEnum], { description: GROUP_BY, defaultValue: [] }) groupBy: DailyDimension[],
    @Ctx() ctx: Context,
  ): Promise<DailyFigureType[]> {
    const rows = await readGroups<DailyRow>(ctx.em, dailyStatement(asked, groupBy));
    return rows.map((row) => {
      const of = (name: DailyName): CountedRefundsType => ({
        refunds: row[`${name}_refunds`],
        amount: summedMoney(row[`${name}_amount`], row.currency),
      });
      return {
        ...NONE,
        ...row,
        created: of("created"),
        completed: of("completed"),
        paidByTransfer: of("paid_by_transfer"),
        failed: of("failed"),
        cancelled: of("cancelled"),
        reversed: of("reversed"),
      };
    });
  }

  @FieldResolver(() => [FailureFigureType], { description: "Failures of the range (환불 실패 현황)." })
  async failures(
    @Root() { asked }: RefundFiguresType,
    @Arg("groupBy", () => [FailureDimensionEnum], { description: GROUP_BY, defaultValue: [] })
    groupBy: FailureDimension[],
    @Ctx() ctx: Context,
  ): Promise<FailureFigureType[]> {
    const statement = failureStatement(asked, groupBy);
    const rows = await readGroups<Row<"amount"> & { failures: number }>(ctx.em, statement);
    return rows.map((row) => ({ ...NONE, ...row, amount: summedMoney(row.amount, row.currency) }));
  }

  @FieldResolver(() => [TimeToRefundFigureType], {
    description: "The time to refund (환불 소요시간) of the refunds that were completed in the range, all currencies.",
  })
  async timeToRefund(
    @Root() { asked }: RefundFiguresType,
    @Arg("groupBy", () => [DailyDimensionEnum], {
      description: `The dimensions to group by; an empty list counts all together. Errors: BAD_USER_INPUT for more than ${MAX_GROUPS} groups, or by DAY for a range of more than ${MAX_DAYS_APART} days.`,
      defaultValue: [],
    })
    groupBy: DailyDimension[],
    @Ctx() ctx: Context,
  ): Promise<TimeToRefundFigureType[]> {
    if (groupBy.includes("DAY")) requireShortRange(asked);
    const rows = await readGroups<{ refunds: number; p50: number; p90: number; p99: number }>(
      ctx.em,
      timeToRefundStatement(asked, groupBy satisfies Dimension[]),
    );
    return rows.map(({ p50: p50Hours, p90: p90Hours, p99: p99Hours, ...row }) => ({
      ...NONE,
      ...row,
      p50Hours,
      p90Hours,
      p99Hours,
    }));
  }
}

type DailyRow = Record<`${DailyName}_refunds`, number> & Record<`${DailyName}_amount` | "currency", string>;
