/** The service that all tests of one file share. Call it at the top of the file, or of a `describe`. */
import { shared } from "./shared-resource.js";
import { openTestService, type TestService } from "./test-service.js";

export const sharedTestService = (options?: Parameters<typeof openTestService>[0]): TestService =>
  shared(() => openTestService(options));
