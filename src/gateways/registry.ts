/** The gateways this installation is configured for, by name. */
import assert from "node:assert/strict";
import type { GatewayName, PaymentGateway } from "./port.js";
import { createPortoneV2, type PortoneV2Options } from "./portone-v2/gateway.js";

export interface GatewaySettings {
  /** Absent: this installation has no payments there. */
  portoneV2?: PortoneV2Options;
}

export interface Gateways {
  readonly names: readonly GatewayName[];
  /** @throws AssertionError when that gateway is not configured (payments there are refused at the door, when they are reported). */
  of(name: GatewayName): PaymentGateway;
}

export function createGateways(settings: GatewaySettings): Gateways {
  const gateways = new Map<GatewayName, PaymentGateway>();
  if (settings.portoneV2) gateways.set("PORTONE_V2", createPortoneV2(settings.portoneV2));
  return {
    names: [...gateways.keys()],
    of(name) {
      const gateway = gateways.get(name);
      assert(
        gateway,
        `gateway ${name} is not configured here (configured: ${[...gateways.keys()].join(", ") || "none"})`,
      );
      return gateway;
    },
  };
}
