/** Every gateway the contract holds for. */
import { ebp } from "./ebp.js";
import type { GatewayUnderTest } from "./gateway-under-test.js";
import { iamportV1 } from "./iamport-v1.js";
import { portoneV2 } from "./portone-v2.js";
import { tossPay } from "./toss-pay.js";

export const GATEWAYS_UNDER_TEST: readonly GatewayUnderTest[] = [portoneV2, iamportV1, tossPay, ebp];
