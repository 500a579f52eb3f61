import { packageFiles } from "./test/kit/packages.mjs";

/** @type {import('jest').Config} */
export default {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "^.+\\.ts$": "@swc/jest" },
  moduleNameMapper: { ...packageFiles, "^(\\.{1,2}/.*)\\.js$": "$1" },
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  // Real kills and a million refunds take minutes: `npm run test:chaos` and `npm run test:scale` run them.
  testPathIgnorePatterns: [
    ...(process.env.HWANBUL_CHAOS ? [] : ["<rootDir>/test/chaos/"]),
    ...(process.env.HWANBUL_SCALE ? [] : ["<rootDir>/test/scale/"]),
  ],
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.data/"],
  globalSetup: "<rootDir>/test/kit/global-setup.mjs",
  globalTeardown: "<rootDir>/test/kit/global-teardown.mjs",
  reporters: ["default", "<rootDir>/test/kit/plain-reporter.mjs"],
  // Each waits for PostgreSQL half of its time: three keep two cores busy.
  maxWorkers: 3,
  // For hooks too. No test waits this long on a quiet machine; on a busy one it may, and must not fail for it.
  testTimeout: 300_000,
  workerIdleMemoryLimit: "1GB",
};
