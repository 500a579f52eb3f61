/** The fields of a cancel that say why and by whom, as each vendor's sandbox received them. */
import type { GatewayUnderTest, Ledger } from "./gateway-under-test.js";

type Field = "reason" | "requester";
/** Where each vendor has the field, by hand from its documents; null: it has none. */
export const FIELDS: Record<string, Record<Field, ((body: Record<string, unknown>) => unknown) | null>> = {
  PORTONE_V2: { reason: (body) => body["reason"], requester: (body) => body["requester"] },
  IAMPORT_V1: {
    reason: (body) => body["reason"],
    requester: (body) => (body["extra"] as { requester?: unknown } | undefined)?.requester,
  },
  TOSS_PAY: { reason: (body) => body["reason"], requester: null },
  EBP: { reason: null, requester: null },
};

/** The body of the payment's only cancel. */
export async function sentBody({ name, ...gateway }: GatewayUnderTest, ledger: Pick<Ledger, "requests">, id: string) {
  const cancels = (await ledger.requests(id)).filter((call) => gateway.isCancel(call));
  expect([name, cancels.length]).toEqual([name, 1]);
  const body = JSON.parse(cancels[0]?.body ?? "") as Record<string, unknown>;
  return { body, field: (field: Field) => FIELDS[name]?.[field]?.(body) };
}

/** Every key of a body, however deep. */
export const keysIn = (value: unknown): string[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([name, inner]) => [...(Array.isArray(value) ? [] : [name]), ...keysIn(inner)]);
