/** The gateways this installation is configured for, by name. */
import assert from "node:assert/strict";
import { createEbp, type EbpOptions } from "./ebp/gateway.js";
import { createIamportV1, type IamportV1Options } from "./iamport-v1/gateway.js";
import { createMerchantLedger } from "./merchant-ledger/gateway.js";
import type { GatewayName, PaymentGateway } from "./port.js";
import { createPortoneV2, type PortoneV2Options } from "./portone-v2/gateway.js";
import { createTossPay, type TossPayOptions } from "./toss-pay/gateway.js";

/** Absent: this installation has no payments there. */
export interface GatewaySettings {
  portoneV2?: PortoneV2Options;
  iamportV1?: IamportV1Options;
  tossPay?: TossPayOptions;
  ebp?: EbpOptions;
  merchantLedger?: true;
}

export interface Gateways {
  readonly names: readonly GatewayName[];
  /** @throws AssertionError when that gateway is not configured (payments there are refused at the door, when they are reported). */
  of(name: GatewayName): PaymentGateway;
}

export function createGateways(settings: GatewaySettings): Gateways {
  const { portoneV2, iamportV1, tossPay, ebp, merchantLedger } = settings;
  const configured = [
    portoneV2 && createPortoneV2(portoneV2),
    iamportV1 && createIamportV1(iamportV1),
    tossPay && createTossPay(tossPay),
    ebp && createEbp(ebp),
    merchantLedger && createMerchantLedger(),
  ].filter((gateway) => gateway !== undefined);
  const gateways = new Map<GatewayName, PaymentGateway>(configured.map((gateway) => [gateway.name, gateway]));
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
