/** Follows `refundChanged` without a gap: an event is worked off, then its cursor is kept, then the next one is taken. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Queryable } from "../kit/database.js";
import { answerRefund } from "./answer.js";
import { OUR_GATEWAY } from "./api-client.js";
import { FOLLOW } from "./operations.js";
import type { OrderService } from "./order-service.js";
import { openStream, type StreamOptions } from "./stream.js";

/** Pauses between visits double, from a hiccup of the network to a service that is away. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Only until the first event has ever come. */
const CATCH_UP_EVERY_MS = 2_000;

const EVENT = z.object({
  refundChanged: z.object({
    cursor: z.string(),
    to: z.string(),
    refund: z.object({ id: z.string(), payment: z.object({ gateway: z.string() }) }),
  }),
});
type Change = z.output<typeof EVENT>["refundChanged"];

/** Ends when the service closes. */
export async function follow(service: OrderService, line: Omit<StreamOptions, "closing">): Promise<void> {
  await Promise.all([followStream(service, line), catchUpUntilFirstEvent(service)]);
}

async function followStream(service: OrderService, line: Omit<StreamOptions, "closing">): Promise<void> {
  const { closing, log } = service;
  let pauseMs = FIRST_PAUSE_MS;
  while (!closing.aborted) {
    try {
      const after = await cursorOf(service.pool);
      const stream = openStream({ query: FOLLOW, variables: { after } }, { ...line, closing });
      for await (const result of stream) {
        await workOff(service, EVENT.parse(result).refundChanged);
        pauseMs = FIRST_PAUSE_MS;
      }
    } catch (error) {
      // What was not worked off has not moved the cursor: it comes again.
      if (!closing.aborted) log(`the stream broke off: ${String(error)}`);
    }
    await pause(service, pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

async function workOff(service: OrderService, { cursor, to, refund }: Change): Promise<void> {
  // The stream began somewhere before this event, nobody knows where: what happened before that can only be listed,
  // and only now is it certain that the list has it.
  if ((await cursorOf(service.pool)) === null) await catchUp(service);
  if (to === "REFUND_REQUESTED_PENDING" && refund.payment.gateway === OUR_GATEWAY) {
    await answerRefund(service, refund.id);
  }
  // Two instances write here in turn. Whoever writes has worked off everything up to it, so going back is harmless.
  await service.pool.query(
    `INSERT INTO order_service.stream (cursor) VALUES ($1) ON CONFLICT (id) DO UPDATE SET cursor = excluded.cursor`,
    [cursor],
  );
}

/** A service that was never told anything has no place in the stream yet: it asks what waits for it. */
async function catchUpUntilFirstEvent(service: OrderService): Promise<void> {
  while (!service.closing.aborted) {
    try {
      if ((await cursorOf(service.pool)) !== null) return;
      await catchUp(service);
    } catch (error) {
      if (!service.closing.aborted) service.log(`could not read what waits for us: ${String(error)}`);
    }
    await pause(service, CATCH_UP_EVERY_MS);
  }
}

async function catchUp(service: OrderService): Promise<void> {
  for await (const refundId of service.api.pendingRefunds()) await answerRefund(service, refundId);
}

async function cursorOf(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ cursor: string }>("SELECT cursor FROM order_service.stream");
  return rows[0]?.cursor ?? null;
}

const pause = (service: OrderService, ms: number): Promise<void> =>
  sleep(ms, undefined, { signal: service.closing }).catch(() => undefined);
