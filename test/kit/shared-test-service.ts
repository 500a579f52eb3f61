/** The service that all tests of one file share: opened before the first of them, closed after the last. */
import { afterAll, beforeAll } from "@jest/globals";
import { openTestService, type TestService } from "./test-service.js";

/** Call it at the top of a test file; what it gives is filled when the tests begin. */
export function sharedTestService(options?: Parameters<typeof openTestService>[0]): TestService {
  const t = {} as TestService;
  beforeAll(async () => {
    Object.assign(t, await openTestService(options));
  });
  afterAll(() => t.close());
  return t;
}
