/** The lists whose filters can be kept, and the query behind each. */
import { VIEWED_LISTS, type ViewedList } from "../../saved-views/saved-view.entity.js";
import { enumeration } from "../enumeration.js";

export const QUERY_OF_LIST: Readonly<Record<ViewedList, string>> = {
  REFUNDS: "refunds",
  RETURNS_AWAITING_REFUND: "returnsAwaitingRefund",
  RETURNS: "returns",
  PAYMENTS: "payments",
  BOOKED_CANCELLATIONS: "bookedCancellations",
  WORK_ITEMS: "workItems",
  APPROVALS_WAITING: "approvalsWaiting",
  REFUND_FIGURES: "refundFigures",
};

const KOREAN: Readonly<Record<ViewedList, string>> = {
  REFUNDS: "환불",
  RETURNS_AWAITING_REFUND: "원결제 환불완료 처리",
  RETURNS: "반품",
  PAYMENTS: "결제",
  BOOKED_CANCELLATIONS: "결제사 취소 내역",
  WORK_ITEMS: "확인할 일",
  APPROVALS_WAITING: "승인대기",
  REFUND_FIGURES: "현황",
};

export const ViewedListEnum = enumeration<ViewedList>(
  "ViewedList",
  "A list whose filter and order can be saved as a view (저장한 조건).",
  Object.fromEntries(
    VIEWED_LISTS.map((list) => [list, `Arguments of the query \`${QUERY_OF_LIST[list]}\` (${KOREAN[list]}).`]),
  ) as Record<ViewedList, string>,
);
