/** Control routes that open what a list names: all of it or nothing. */
import { z } from "zod";
import type { ControlHandler } from "./control-routes.js";
import { inTransaction, type Tx } from "../database.js";
import type { Call } from "../http/http.js";
import type { Sandbox } from "../sandbox.js";

/** Enough to seed a demo in one call; more come in several. */
const MAX_BULK = 5_000;

/** @throws what the vendor's sandbox refuses a wrong body with */
export type ReadBody = <Value>(schema: z.ZodType<Value>, call: Call) => Value;

/** @param open opens one, under the transaction of all, and gives its record back */
export const bulkRoute = <Facts>(
  read: ReadBody,
  facts: z.ZodType<Facts>,
  open: (tx: Tx, facts: Facts, now: Date) => Promise<unknown>,
): ControlHandler<Sandbox> => {
  const bulk = z.array(facts).max(MAX_BULK);
  return ({ pool, now }, call) => {
    const all = read(bulk, call);
    return inTransaction(pool, async (tx) => {
      const opened = [];
      for (const one of all) opened.push(await open(tx, one, now()));
      return opened;
    });
  };
};
