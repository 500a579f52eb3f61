/** A server with every gateway configured, and who attacks it: nobody, a person and a program. */
import { PERSONAL_DATA_GRANTS, type Role } from "../../src/access/permission.js";
import { DEMO_SECRETS } from "../../src/config.js";
import { openApp, UNLIMITED, WEBHOOK_SECRET, type OpenApp } from "../server/open-app.js";

export const EBP_SECRET = DEMO_SECRETS.ebpWebhookSecret;
export const PORTONE_SECRET = WEBHOOK_SECRET;

type Attacker = "nobody" | "person" | "program";

export interface OpenHostile extends OpenApp {
  graphql: string;
  port: number;
  /** Of a JSON request by this caller. */
  headers(caller: Attacker): Record<string, string>;
  authorization: Record<Exclude<Attacker, "nobody">, string>;
  /** The same process answers still. */
  expectAlive(): Promise<void>;
}

export async function openHostile(environment: Record<string, string> = {}): Promise<OpenHostile> {
  const open = await openApp({ LOG_LEVEL: "error", ...UNLIMITED, ...environment });
  const bearer = async (subject: string, ...roles: Role[]) =>
    `Bearer ${await open.token({ subject, roles, grants: PERSONAL_DATA_GRANTS })}`;
  const authorization = {
    person: await bearer("kim.operator", "refund-operator", "cs-agent", "approver"),
    program: await bearer("return-service", "service"),
  };
  return {
    ...open,
    graphql: `${open.app.url}/graphql`,
    port: open.app.port,
    authorization,
    headers: (caller) => ({
      "content-type": "application/json",
      ...(caller !== "nobody" && { authorization: authorization[caller] }),
    }),
    async expectAlive() {
      expect((await fetch(`${open.app.url}/livez`)).status).toBe(200);
    },
  };
}
