/** Secrets of the demo, which production refuses. */
export const DEMO_SECRETS = {
  encryptionKeys: `demo:${Buffer.alloc(32, "hwanbul-demo-key").toString("base64")}`,
  portoneApiSecret: "demo-portone-api-secret",
  iamportKey: "demo-iamport-v1-key",
  iamportSecret: "demo-iamport-v1-secret",
  tossPayApiKey: "sk_test_hwanbul_demo",
  ebpAccessKey: "demo-ebp-access-key",
  ebpHashKey: "demo-ebp-hash-key",
  ebpWebhookSecret: "demo-ebp-webhook-secret",
  /** An Ed25519 key as PKCS #8, DER: the fixed beginning, then 32 bytes that everybody knows. */
  checkpointKey: Buffer.concat([
    Buffer.from("302e020100300506032b657004220420", "hex"),
    Buffer.alloc(32, "hwanbul-demo-checkpoint-key"),
  ]).toString("base64"),
  portoneWebhookSecret: `whsec_${Buffer.from("hwanbul-demo-webhook-secret-1").toString("base64")}`,
} as const;
