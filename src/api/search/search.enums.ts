/** The numbers and ids that a search looks through. */
import { enumeration } from "../enumeration.js";

export type SearchField =
  | "ID"
  | "ORDER_NO"
  | "RETURN_NO"
  | "REFUND_NO"
  | "PAYMENT_NO"
  | "GATEWAY_PAYMENT_ID"
  | "GATEWAY_CANCELLATION_ID"
  | "PROVIDER_CANCELLATION_ID"
  | "GATEWAY_REQUEST_ID"
  | "ATTEMPT_ID";

export const SearchFieldEnum = enumeration<SearchField>("SearchField", "A number or an id that is looked through.", {
  ID: "The id of a refund, return, order or payment in this API, in full.",
  ORDER_NO: "주문번호 — the shop's own order number.",
  RETURN_NO: "반품번호 — the return service's own number.",
  REFUND_NO: "환불번호 — `RF-yyyymmdd-nnnnnn`, in upper or lower case.",
  PAYMENT_NO: "결제번호 — the shop's own number of a payment.",
  GATEWAY_PAYMENT_ID: "결제사 결제 ID — the gateway's own id of a payment.",
  GATEWAY_CANCELLATION_ID:
    "결제사 취소 ID — the gateway's own id of a cancellation: leads to its refund, and once it is booked to its payment.",
  PROVIDER_CANCELLATION_ID: "PG 취소 ID — the id of a booked cancellation at the provider behind the gateway.",
  GATEWAY_REQUEST_ID: "결제사 요청 ID — the gateway's own id of a request, which its support asks for (EBP).",
  ATTEMPT_ID: "환불 시도 ID — the key the gateway sees of an attempt, such as Toss Pay's `refundNo`, in full.",
});
