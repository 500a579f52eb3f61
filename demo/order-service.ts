/** Starts the pretend order service, which keeps the shop's own points and deposits and plays their side of a refund. */
import { startOrderService, type RunningOrderService } from "../sandbox/order-service/server.js";
import type { DevelopmentIssuer } from "../src/access/development-issuer.js";
import type { Config } from "../src/config.js";
import { openStall } from "./places.js";
import { tokenFor } from "./persons.js";

/** @throws StartUpProblem when ORDER_SERVICE_URL is no address of this machine, or its port is taken */
export const openOrderService = (
  config: Config,
  databaseUrl: string,
  desk: { url: string; issuer: DevelopmentIssuer },
): Promise<RunningOrderService> =>
  openStall({ name: "order service", setting: "ORDER_SERVICE_URL", baseUrl: config.ORDER_SERVICE_URL }, (at) =>
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
