/** A typed client of the refund service, for programs: operations that keep their key, subscriptions that resume. */
export { createHwanbulClient, type ClientOptions, type HwanbulClient } from "./client.js";
export { HwanbulError } from "./errors.js";
export type { EventOf, FollowOptions } from "./follow.js";
export * from "./operations.js";
