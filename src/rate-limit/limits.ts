/** The limit a request counts against: its caller's where a token was accepted, its address's otherwise. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Principal } from "../access/principal.js";
import { personKey } from "../access/subject.js";
import { limitedLine } from "../telemetry/limited-line.js";
import type { Logger } from "../telemetry/logger.js";
import type { Metrics } from "../telemetry/metrics.js";
import { addressGroup, type ClientAddress } from "./client-address.js";
import { createCount, type Count } from "./count.js";
import type { SharedCounts } from "./shared-counts.js";

/** Kinds, for the metric and the answer. */
const LIMITS = ["subject", "address", "failed-tokens", "upgrades", "refused-webhooks", "webhook-hints"] as const;
type LimitName = (typeof LIMITS)[number];

export interface Refusal {
  limit: LimitName;
  /** Whole, at least 1: what `Retry-After` says. */
  retryAfterSeconds: number;
}

/** Each resolves with a refusal, or null to go on. None throws, and none waits longer than the shared store's bound. */
export interface RateLimits {
  /** Before a token costs a verification. Nothing is counted yet. */
  beforeAuthentication(request: IncomingMessage, authorization: unknown): Promise<Refusal | null>;
  /** Counts a token that was not accepted against its address. */
  failedAuthentication(request: IncomingMessage, reason: string): Promise<void>;
  /** Counts a request: against its subject, or against its address where nobody is logged in. */
  afterAuthentication(
    request: IncomingMessage,
    principal: Principal | null,
    authorization: unknown,
  ): Promise<Refusal | null>;
  /** Counts an operation on a socket; the same count as the subject's requests. */
  operation(principal: Principal): Promise<Refusal | null>;
  /** Counts what is answered without looking at a token. */
  anonymous(request: IncomingMessage): Promise<Refusal | null>;
  upgrade(request: IncomingMessage): Promise<Refusal | null>;
  /** Counts a webhook that was not authentic, after it was found out. */
  refusedWebhook(request: IncomingMessage, route: string): Promise<Refusal | null>;
  /** Counts a webhook that nobody signs, before it is read. */
  webhookHint(request: IncomingMessage, route: string): Promise<Refusal | null>;
}

export interface RateLimitsOptions {
  windowMs: number;
  /** Requests in a window; 0: no limit. */
  points: Readonly<Record<LimitName, number>>;
  clientAddress: ClientAddress;
  /** Null: each process counts for itself. */
  shared: SharedCounts | null;
  log: Logger;
  metrics: Metrics;
}

/** Tokens known to be good, so that strangers who share an address with them cannot shut them out. */
const MAX_KNOWN_TOKENS = 10_000;
/** Not the caller's fault: the issuer's keys cannot be read. */
const NOT_THE_CALLERS = "KEYS_UNAVAILABLE";

export function createRateLimits(options: RateLimitsOptions): RateLimits {
  const { windowMs, points, clientAddress, shared, log, metrics } = options;
  const countOf = (name: LimitName, share: boolean): Count => {
    const limit = { points: points[name], windowMs };
    return createCount(limit, share && limit.points > 0 && shared ? shared.count(name, limit) : null);
  };
  const counts: Record<LimitName, Count> = {
    subject: countOf("subject", true),
    address: countOf("address", true),
    "failed-tokens": countOf("failed-tokens", true),
    // A socket belongs to one process, and the answer must be there before the socket can break: memory only.
    upgrades: countOf("upgrades", false),
    "refused-webhooks": countOf("refused-webhooks", true),
    "webhook-hints": countOf("webhook-hints", true),
  };
  const lines = Object.fromEntries(
    LIMITS.map((limit) => [limit, limitedLine(log, { level: "warn", message: `rate limit reached: ${limit}` })]),
  );
  const tokenRefused = limitedLine(log, { level: "info", message: "token refused" });
  const known = knownTokens();
  const groupOf = (request: IncomingMessage) => addressGroup(clientAddress(request));

  /** @param facts about whom, where that is an id and no address. */
  async function refusal(limit: LimitName, wait: Promise<number | null>, facts: object = {}): Promise<Refusal | null> {
    const waitMs = await wait;
    if (waitMs === null) return null;
    metrics.rateLimited.inc({ limit });
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
    lines[limit]?.({ limit, retryAfterSeconds, ...facts });
    return { limit, retryAfterSeconds };
  }
  const consume = (limit: LimitName, key: string, facts?: object) => refusal(limit, counts[limit].consume(key), facts);

  const operation = ({ subject }: Principal) => consume("subject", personKey(subject), { subject });
  const anonymous = (request: IncomingMessage) => consume("address", groupOf(request));
  return {
    async beforeAuthentication(request, authorization) {
      if (!authorization || known.has(authorization)) return null;
      return refusal("failed-tokens", counts["failed-tokens"].peek(groupOf(request)));
    },
    async failedAuthentication(request, reason) {
      metrics.authenticationFailures.inc({ reason });
      tokenRefused({ reason });
      if (reason !== NOT_THE_CALLERS) await counts["failed-tokens"].consume(groupOf(request));
    },
    afterAuthentication(request, principal, authorization) {
      if (principal === null) return anonymous(request);
      known.add(authorization);
      return operation(principal);
    },
    operation,
    anonymous,
    upgrade: (request) => consume("upgrades", groupOf(request)),
    refusedWebhook: (request, route) => consume("refused-webhooks", `${route} ${groupOf(request)}`),
    webhookHint: (request, route) => consume("webhook-hints", `${route} ${groupOf(request)}`),
  };
}

/** Digests of the tokens that were accepted last; being known only means being looked at. */
function knownTokens() {
  const digests = new Set<string>();
  const digestOf = (authorization: string) => createHash("sha256").update(authorization).digest("base64url");
  return {
    has: (authorization: unknown) => typeof authorization === "string" && digests.has(digestOf(authorization)),
    add(authorization: unknown): void {
      if (typeof authorization !== "string") return;
      const digest = digestOf(authorization);
      if (!digests.delete(digest) && digests.size >= MAX_KNOWN_TOKENS) {
        const [oldest] = digests;
        digests.delete(oldest as string);
      }
      digests.add(digest);
    },
  };
}
