/** Starts the pretend order service, which keeps the shop's own points and deposits and plays their side of a refund. */
import { startOrderService, type RunningOrderService } from "../sandbox/order-service/server.js";
import type { DevelopmentIssuer } from "../src/access/development-issuer.js";
import { openStall } from "./places.js";
import { tokenFor } from "./persons.js";

const SETTING = "ORDER_SERVICE_URL";

/** The demo's own setting: the desk never calls the order service, so its configuration does not know where that is. */
export const orderServiceUrl = (): string => process.env[SETTING] || "http://127.0.0.1:4140";

/** @throws StartUpProblem when ORDER_SERVICE_URL is no address of this machine, or its port is taken */
export const openOrderService = (
  databaseUrl: string,
  desk: { url: string; issuer: DevelopmentIssuer },
): Promise<RunningOrderService> =>
  openStall({ name: "order service", setting: SETTING, baseUrl: orderServiceUrl() }, (at) =>
    startOrderService({
      ...at,
      databaseUrl,
      apiUrl: desk.url,
      token: () => tokenFor(desk.issuer, "service"),
      log: (line) => {
        // The story plans some trouble: that is no news to the person at the keyboard.
        if (!line.includes("planned fault")) console.error(`  order service: ${line}`);
      },
    }),
  );
