/** Starts the pretend order service, which keeps the shop's own points and deposits and plays their side of a refund. */
import { startOrderService, type RunningOrderService } from "../sandbox/order-service/server.js";
import type { DevelopmentIssuer } from "../src/access/development-issuer.js";
import type { Config } from "../src/config.js";
import { openEndpoint } from "./addresses.js";
import { programToken } from "./demo-users.js";

/** @throws StartUpProblem when ORDER_SERVICE_URL is no address of this machine, or its port is taken */
export const openOrderService = (
  config: Config,
  databaseUrl: string,
  service: { url: string; issuer: DevelopmentIssuer },
): Promise<RunningOrderService> =>
  openEndpoint({ name: "order service", setting: "ORDER_SERVICE_URL", baseUrl: config.ORDER_SERVICE_URL }, (at) =>
    startOrderService({
      ...at,
      databaseUrl,
      apiUrl: service.url,
      token: () => programToken(service.issuer, "order-service"),
      log: (line) => {
        // The story plans some trouble: that is no news to the person at the keyboard.
        if (!line.includes("planned fault")) console.error(`  order service: ${line}`);
      },
    }),
  );
