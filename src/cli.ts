#!/usr/bin/env node
/** The command line: `npm run hwanbul -- <command>`. What a person does beside the running service. */
import { Command } from "commander";
import { ConfigurationProblem, readConfig, type Config } from "./config.js";
import { StartUpProblem } from "./database/start-up-problem.js";
import { loadEnvironmentFile } from "./config/environment-file.js";
import { requireNode } from "./config/node-version.js";

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== "");

/** Runs a command and turns its answer (well or not, or a code of its own) into the exit code; what a person can mend is told in one sentence. */
const command =
  <Options>(work: (config: Config, options: Options) => Promise<boolean | number>) =>
  async (options: Options): Promise<void> => {
    try {
      requireNode();
      loadEnvironmentFile();
      const answer = await work(readConfig(), options);
      process.exitCode = typeof answer === "number" ? answer : answer ? 0 : 1;
    } catch (error) {
      const expected = error instanceof ConfigurationProblem || error instanceof StartUpProblem;
      console.error(expected ? error.message : error);
      process.exitCode = 1;
    }
  };

// Each command is imported when it runs: the list of entities reads the settings, whose faults must be told first.
const program = new Command("hwanbul").description("환불 — the refund service").showHelpAfterError();

program
  .command("migrate")
  .description("brings the database up to date")
  .action(command(async (config) => (await import("./cli/migrate.js")).migrateCommand(config)));

program
  .command("seed")
  .description("loads the demo data into the service that runs here; run twice, it changes nothing")
  .action(command(async () => (await import("./cli/seed.js")).seedCommand()));

program
  .command("token")
  .description("prints an access token of the development issuer")
  .requiredOption("--role <roles>", "roles, comma-separated", words)
  .requiredOption("--subject <subject>", "who it is for")
  .option("--scope <scopes>", "what a program may do (with --role service), comma-separated", words)
  .option("--grants <grants>", "personal-data grants, comma-separated", words, [])
  .option("--name <name>", "for display")
  .option("--minutes <minutes>", "how long it lives", Number, 60)
  .action(
    command(async (config, options: TokenOptions) => (await import("./cli/token.js")).tokenCommand(config, options)),
  );

program
  .command("doctor")
  .description("checks settings, database, migrations, gateways, jobs and clocks, and says what to do")
  .action(command(async (config) => (await import("./cli/doctor.js")).doctorCommand(config)));

const audit = program.command("audit").description("checks of what must never change");
audit
  .command("verify")
  .description(
    "compares the books with themselves, computes every history again, and compares it with the last checkpoint",
  )
  .option("--refund <refundNo>", "only this refund (RF-yyyymmdd-nnnnnn)")
  .action(
    command(async (config, options: { refund?: string }) =>
      (await import("./cli/audit.js")).auditVerifyCommand(config, options),
    ),
  );

audit
  .command("checkpoint")
  .description("verifies, then signs the ends of all histories: what the next verification compares with")
  .option("--accept", "signs over damage that was looked into and cannot be undone", false)
  .action(
    command(async (config, options: { accept: boolean }) =>
      (await import("./cli/audit.js")).auditCheckpointCommand(config, options),
    ),
  );

program
  .command("reconcile")
  .description(
    "compares a day's payments with their gateways (대사): exits 0 when all agree, 1 when not, 2 for bad input",
  )
  .option("--gateway <name>", "only this gateway")
  .option("--day <yyyy-mm-dd>", "which Korean day; yesterday when not given")
  .action(
    command(async (config, options: { gateway?: string; day?: string }) =>
      (await import("./cli/reconcile.js")).reconcileCommand(config, options),
    ),
  );

program
  .command("schema")
  .description("writes what is generated from the code: schema, lifecycle, permissions, .env.example")
  .option("--check", "writes nothing, and fails when a file is stale", false)
  .action(
    command(async (_config, options: { check: boolean }) => (await import("./cli/schema.js")).schemaCommand(options)),
  );

const jobs = program.command("jobs").description("the queue's dead letters");
jobs
  .command("dead")
  .description("lists jobs that failed every time")
  .action(command(async (config) => (await import("./cli/jobs.js")).deadJobsCommand(config)));
jobs
  .command("redrive")
  .description("puts them back on their queues")
  .action(command(async (config) => (await import("./cli/jobs.js")).redriveCommand(config)));

await program.parseAsync();

interface TokenOptions {
  role: string[];
  scope?: string[];
  subject: string;
  grants: string[];
  name?: string;
  minutes: number;
}
