/**
 * A PostgreSQL server with one template database for all mutants of a lane: making both for each of them took half of the time.
 * Prints its address and runs until standard input closes.
 */
import { buildTemplate, embeddedServer } from "../kit/global-setup.mjs";

const server = await embeddedServer();
try {
  await buildTemplate(server.adminUrl, "tpl_mutants");
  console.log(server.adminUrl);
  for await (const _ of process.stdin);
} finally {
  await server.stop();
}
