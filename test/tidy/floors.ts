/** The floors of the house: which room stands on which, and the floors inside the big rooms. See CONTRIBUTING.md. */

/** Every room and the floor it stands on. A file imports its own room and rooms on lower floors. */
export const FLOORS: Readonly<Record<string, number>> = {
  machines: 0,
  "src/money": 0,
  "src/messages": 0,
  "src/problem.ts": 0,
  "src/clock.ts": 0,
  "src/secret.ts": 0,
  "src/config.ts": 0,
  "src/config": 0,
  "src/setting-values.ts": 0,
  "src/production-rules.ts": 0,
  "src/production-objections.ts": 0,
  "src/service-url.ts": 0,
  "src/encryption-keys.ts": 0,
  "src/crash-point.ts": 0,
  "src/identifier.ts": 0,
  "src/telemetry": 1,
  "src/database": 2,
  "src/access": 3,
  "src/idempotency": 3,
  "src/jobs": 3,
  "src/calendar": 3,
  "src/events": 3,
  "src/gateways": 3,
  "src/personal-data": 4,
  "src/rate-limit": 4,
  "src/gateway-rules": 4,
  "src/http": 5,
  "src/orders": 5,
  "src/refund": 6,
  "src/audit": 7,
  "src/figures": 7,
  "src/manual-refund": 7,
  "src/reconciliation": 7,
  "src/webhooks": 7,
  "src/api": 8,
  "src/app.ts": 9,
  "src/app": 9,
  "src/main.ts": 9,
  "src/cli.ts": 9,
  "src/cli": 9,
  "src/migrate.ts": 9,
  "src/orm.config.ts": 9,
  migrations: 9,
  sandbox: 9,
  clients: 10,
  demo: 10,
  test: 11,
};
/** Rooms of the ground floor with more than one file may use each other: they are what everything is said in. */
export const LOWEST = 0;
/** Where the service is wired together: its files use each other. */
export const WIRING = 9;

/**
 * The floors inside a room, lowest first. Each entry is a folder of the room (`record/`), one file, or a pattern of
 * files; what stands on one floor does not know its neighbours there, only itself and what is below.
 */
export const INNER_FLOORS: Readonly<Record<string, readonly (readonly (string | RegExp)[])[]>> = {
  "src/refund": [["context.ts"], ["record/"], ["settlement/", "eligibility/"], ["commands/"]],
  "src/gateways": [
    ["finding.ts"],
    ["port.ts", "http.ts", "bank.ts", "reason.ts"],
    ["redacted-exchange.ts", "provider-refusals.ts", "provider-names.ts"],
    ["explanation.ts"],
    ["prepared.ts"],
    ["portone-v2/", "iamport-v1/", "toss-pay/", "ebp/", "merchant-ledger/"],
    ["registry.ts", "included-vat.ts", "currencies.ts", "payment-fault.ts"],
  ],
  "src/api": [
    [
      /^(scalar\/.*|enumeration|authorized|bad-input|sentence-error|forbidden|batch|person\/display-name|refund\/advice)/,
    ],
    [/^(money|connection|problem)\//],
    [/\.enums\.ts$/],
    [/\.(type|rows)\.ts$/],
    ["loaders.ts", "refund/blocked-reason.ts"],
    ["context.ts", "node/load-node.ts"],
    ["user-error.ts"],
    ["input.ts", "guard.ts"],
    ["event-stream.ts"],
    [
      /\.input\.ts$/,
      /-list\.ts$/,
      "refund/changes.ts",
      "return/changes.ts",
      "refund/refund-interest.ts",
      "refund/refund-mutation.ts",
      "refund/bulk-mutation.ts",
      "statement-mutation.ts",
    ],
    [/\.(resolver|subscription)\.ts$/],
    ["schema.ts"],
    ["server/"],
  ],
  sandbox: [["kit/"], ["portone-v2/", "iamport-v1/", "toss-pay/", "ebp/", "order-service/"]],
  "sandbox/kit": [
    ["database.ts"],
    ["http/", "sandbox.ts"],
    ["clock/", "fault/", "ledger/"],
    ["control/"],
    ["server.ts", "run-alone.ts"],
    ["webhook/"],
  ],
};
