/** Each refused webhook, refused token and broken frame wrote a log line: whoever floods the service also filled its disk. */
import { codeAfter, openApp } from "../server/open-app.js";
import { deliver, signedWebhook } from "../webhooks/signed.js";
import { shared } from "../kit/shared-resource.js";

const TIMES = 60;
const STRANGER = `whsec_${Buffer.from("not-the-secret-of-this-installation").toString("base64")}`;

const open = shared(openApp);

const linesWith = (message: string) => open.lines.filter((line) => line.includes(`"msg":"${message}"`));
const figure = async (pattern: RegExp): Promise<number> =>
  Number(pattern.exec(await (await fetch(`${open.app.url}/metrics`)).text())?.[1]);

it("60 refused webhooks are one line and a count of 60", async () => {
  for (let n = 0; n < TIMES; n += 1) await deliver(open.app.url, signedWebhook(STRANGER));
  expect(linesWith("webhook refused")).toHaveLength(1);
  expect(await figure(/webhooks_total\{gateway="PORTONE_V2",outcome="NO_MATCHING_SIGNATURE"\} (\d+)/)).toBe(TIMES);
});

it("60 refused tokens are one line and a count of 60", async () => {
  for (let n = 0; n < TIMES; n += 1) await open.post({ query: "{ __typename }" }, { authorization: "Bearer x" });
  expect(linesWith("token refused")).toHaveLength(1);
  expect(await figure(/authentication_failures_total\{reason="MALFORMED"\} (\d+)/)).toBe(TIMES);
});

it("broken frames are one line and a count", async () => {
  const authorization = `Bearer ${await open.token()}`;
  for (let n = 0; n < 5; n += 1) expect(await codeAfter(open.app.url, authorization, "x".repeat(200_000))).toBe(1009);
  expect(linesWith("socket ended by a broken or too large message")).toHaveLength(1);
  expect(await figure(/broken_sockets_total (\d+)/)).toBe(5);
});
