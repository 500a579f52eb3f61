/** Starts the four pretend gateways where the service's configuration looks for the real ones. */
import { EbpControl } from "../sandbox/ebp/control.js";
import { startEbpSandbox } from "../sandbox/ebp/server.js";
import { IamportV1Control } from "../sandbox/iamport-v1/control.js";
import { startIamportV1Sandbox } from "../sandbox/iamport-v1/server.js";
import { PortoneV2Control } from "../sandbox/portone-v2/control.js";
import { startPortoneV2Sandbox } from "../sandbox/portone-v2/server.js";
import { TossPayControl } from "../sandbox/toss-pay/control.js";
import { startTossPaySandbox } from "../sandbox/toss-pay/server.js";
import type { Config } from "../src/config.js";
import { StartUpProblem } from "../src/database/start-up-problem.js";
import { GATEWAYS, type GatewayName } from "../src/gateways/port.js";
import type { Shutdown } from "./shutdown.js";
import { openEndpoint, type Endpoint } from "./addresses.js";
import type { Controls } from "./seed/open-payments.js";

/** Where a ledger that is not ours can be looked at. */
export interface SandboxAddress {
  gateway: GatewayName;
  name: string;
  url: string;
}

type BaseUrlSetting = "PORTONE_V2_BASE_URL" | "IAMPORT_V1_BASE_URL" | "TOSS_PAY_BASE_URL" | "EBP_BASE_URL";

interface PretendGateway {
  gateway: GatewayName;
  name: string;
  setting: BaseUrlSetting;
  start: (at: { host: "127.0.0.1"; port: number; databaseUrl: string }) => Promise<Running>;
}

interface Running {
  url: string;
  close(): Promise<void>;
  /** Only of those that send webhooks: none is sent before. */
  sendWebhooksTo?: (serviceUrl: string) => void;
}

export interface RunningGateways {
  addresses: SandboxAddress[];
  /** Where each of them really listens. */
  settings: Record<BaseUrlSetting, string>;
  sendWebhooksTo(serviceUrl: string): void;
}

/**
 * One database serves them all: each keeps a schema of its own and looks at no other.
 *
 * @throws StartUpProblem when GATEWAYS leaves one out, an address is none of this machine, or its port is taken
 */
export async function startGateways(config: Config, databaseUrl: string, shutdown: Shutdown): Promise<RunningGateways> {
  const missing = GATEWAYS.filter((name) => !config.GATEWAYS.includes(name));
  if (missing.length > 0)
    throw new StartUpProblem(
      `The demo data has payments at ${missing.join(", ")}, which GATEWAYS leaves out: unset it.`,
    );
  const addresses: SandboxAddress[] = [];
  const settings = {} as Record<BaseUrlSetting, string>;
  const running: Running[] = [];
  for (const { gateway, name, setting, start } of pretendGateways(config)) {
    shutdown.signal.throwIfAborted();
    const endpoint: Endpoint = { name, setting, baseUrl: config[setting] };
    const one = await openEndpoint(endpoint, (at) => start({ ...at, databaseUrl }));
    shutdown.add({ name, stop: () => one.close() });
    running.push(one);
    addresses.push({ gateway, name, url: one.url });
    settings[setting] = one.url;
  }
  return {
    addresses,
    settings,
    sendWebhooksTo: (serviceUrl) => running.forEach((one) => one.sendWebhooksTo?.(serviceUrl)),
  };
}

const pretendGateways = (config: Config): PretendGateway[] => [
  {
    gateway: "PORTONE_V2",
    name: "PortOne sandbox",
    setting: "PORTONE_V2_BASE_URL",
    async start(at) {
      const { PORTONE_V2_API_SECRET: apiSecret, PORTONE_V2_STORE_ID: storeId } = config;
      const sandbox = await startPortoneV2Sandbox({ ...at, apiSecret: apiSecret.reveal(), storeId });
      const secrets = config.PORTONE_V2_WEBHOOK_SECRETS.map((secret) => secret.reveal());
      return {
        ...sandbox,
        sendWebhooksTo: (serviceUrl) => sandbox.setWebhook({ url: `${serviceUrl}/webhooks/portone-v2`, secrets }),
      };
    },
  },
  {
    gateway: "IAMPORT_V1",
    name: "i'mport sandbox",
    setting: "IAMPORT_V1_BASE_URL",
    async start(at) {
      const { IAMPORT_V1_KEY: impKey, IAMPORT_V1_SECRET: impSecret } = config;
      const sandbox = await startIamportV1Sandbox({ ...at, impKey: impKey.reveal(), impSecret: impSecret.reveal() });
      return {
        ...sandbox,
        sendWebhooksTo: (serviceUrl) => sandbox.setWebhook({ url: `${serviceUrl}/webhooks/iamport-v1` }),
      };
    },
  },
  {
    gateway: "TOSS_PAY",
    name: "Toss Pay sandbox",
    setting: "TOSS_PAY_BASE_URL",
    start: (at) => startTossPaySandbox({ ...at, apiKey: config.TOSS_PAY_API_KEY.reveal() }),
  },
  {
    gateway: "EBP",
    name: "EBP sandbox",
    setting: "EBP_BASE_URL",
    async start(at) {
      const { EBP_ACCESS_KEY: accessKey, EBP_HASH_KEY: hashKey, EBP_WEBHOOK_SECRETS: secrets } = config;
      const sandbox = await startEbpSandbox({
        ...at,
        accessKey: accessKey.reveal(),
        hashKey: hashKey.reveal(),
        storeId: config.EBP_STORE_ID,
        divisionCode: config.EBP_DIVISION_CODE,
        channelCode: config.EBP_CHANNEL_CODE,
      });
      const secret = secrets[0]?.reveal();
      return {
        ...sandbox,
        sendWebhooksTo: (serviceUrl) =>
          sandbox.setWebhook(secret === undefined ? null : { url: `${serviceUrl}/webhooks/ebp`, secret }),
      };
    },
  },
];

/** Clients of the sandboxes' control side, wherever they run. */
export const controlsAt = (at: Pick<Config, BaseUrlSetting>): Controls => ({
  portoneV2: new PortoneV2Control(at.PORTONE_V2_BASE_URL),
  iamportV1: new IamportV1Control(at.IAMPORT_V1_BASE_URL),
  tossPay: new TossPayControl(at.TOSS_PAY_BASE_URL),
  ebp: new EbpControl(at.EBP_BASE_URL),
});
