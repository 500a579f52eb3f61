/** One setting moves every port of the demo. */
import { readConfig } from "../../src/config.js";

const ports = (environment: Record<string, string>) => {
  const config = readConfig(environment);
  return [
    config.PORT,
    config.EMBEDDED_POSTGRES_PORT,
    config.PORTONE_V2_BASE_URL,
    config.IAMPORT_V1_BASE_URL,
    config.TOSS_PAY_BASE_URL,
    config.EBP_BASE_URL,
    config.ORDER_SERVICE_URL,
  ];
};

it("is added to every port, those that were given included", () => {
  expect(ports({ PORT_OFFSET: "1000" })).toEqual([
    5000,
    55_329,
    "http://127.0.0.1:5100",
    "http://127.0.0.1:5110",
    "http://127.0.0.1:5120",
    "http://127.0.0.1:5130",
    "http://127.0.0.1:5140",
  ]);
  expect(ports({ PORT_OFFSET: "7", EBP_BASE_URL: "http://127.0.0.1:9000/ebp" })[5]).toBe("http://127.0.0.1:9007/ebp");
});

it("leaves 0, any free port, and an address without a port as they are", () => {
  const free = { PORT: "0", EMBEDDED_POSTGRES_PORT: "0", EBP_BASE_URL: "http://127.0.0.1:0" };
  expect(ports({ ...free, TOSS_PAY_BASE_URL: "https://pay.example", PORT_OFFSET: "1000" })).toEqual([
    0,
    0,
    "http://127.0.0.1:5100",
    "http://127.0.0.1:5110",
    "https://pay.example",
    "http://127.0.0.1:0",
    "http://127.0.0.1:5140",
  ]);
});

it("refuses a port beyond the last one, and production", () => {
  expect(() => readConfig({ PORT: "65000", PORT_OFFSET: "1000" })).toThrow(
    "PORT_OFFSET: PORT would be port 66000, and the last one is 65535",
  );
  expect(() => readConfig({ PORT_OFFSET: "11001" })).toThrow("PORT_OFFSET");
  expect(() => readConfig({ PORT_OFFSET: "1000", NODE_ENV: "production" })).toThrow(
    "PORT_OFFSET: take it away; a service's port is PORT",
  );
});
