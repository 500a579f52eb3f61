/** Which errors mean "the database is away, nothing was decided", through every wrapper they arrive in, and which do not. */
import { DriverException } from "@mikro-orm/core";
import { GraphQLError } from "graphql";
import { isUnavailable, unavailabilityOf } from "../../src/database/unavailable.js";

const coded = (code: string, message = "any text"): Error & { code: string } =>
  Object.assign(new Error(message), { code });

describe("means that the database is away", () => {
  it.each([
    ...["57P01", "57P02", "57P03", "57P04", "53300", "53100", "53200", "25006", "28P01", "3D000"],
    ...["08000", "08003", "08006", "08001", "08004", "08007", "08P01"],
    ...["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"],
  ])("the code %s", (code) => expect(unavailabilityOf(coded(code))).toBe(code));

  it("a database that accepts no connections", () => {
    expect(unavailabilityOf(coded("55000", 'database "hwanbul" is not currently accepting connections'))).toBe("55000");
    expect(isUnavailable(coded("55000", 'currval of sequence "a" is not yet defined in this session'))).toBe(false);
  });

  it.each([
    "Connection terminated unexpectedly",
    "Connection terminated due to connection timeout",
    "timeout exceeded when trying to connect",
    "Client has encountered a connection error and is not queryable",
    "select 1 - Connection terminated unexpectedly",
    "Connection terminated unexpectedly (Queue: attempt.send, Worker: 0193)",
  ])("the text %s", (text) => expect(isUnavailable(new Error(text))).toBe(true));

  const gone = coded("57P01");
  it.each([
    ["MikroORM's exception", new DriverException(gone)],
    ["a chain of causes", new Error("a", { cause: new Error("b", { cause: gone }) })],
    ["GraphQL's error", new GraphQLError("no", { originalError: new DriverException(gone) })],
    ["several addresses of one host", new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")])],
    ["what pg-boss makes of it", { code: gone.code, message: gone.message, stack: gone.stack, queue: "attempt.send" }],
  ])("in %s", (_, error) => expect(isUnavailable(error)).toBe(true));
});

describe("is something else", () => {
  it.each(["23505", "40P01", "55P03", "57014", "42P01", "25P03", "53400", "22P02"])("the code %s", (code) =>
    expect(isUnavailable(coded(code, "Connection terminated unexpectedly"))).toBe(false),
  );

  const looped: { message: string; cause?: unknown } = { message: "round and round" };
  looped.cause = looped;
  it.each([
    ["a gateway that cannot be reached", new TypeError("fetch failed", { cause: coded("ECONNREFUSED") })],
    ["another service's timeout", coded("UND_ERR_CONNECT_TIMEOUT")],
    ["a fault beside the outage", new AggregateError([coded("ECONNREFUSED"), new TypeError("x is not a function")])],
    [
      "a caller's words in a statement",
      new Error("insert 'Connection terminated unexpectedly' into t - no such table"),
    ],
    ["a cycle", looped],
    ["nothing", undefined],
    ["a text", "57P01"],
  ])("%s", (_, error) => expect(isUnavailable(error)).toBe(false));
});
