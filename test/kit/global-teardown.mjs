/** After all tests: stops the embedded server and removes its folder, or drops what this run made on an outside one. */
import pg from "pg";

export default async function tearDown() {
  const server = globalThis.__HWANBUL_TEST_SERVER__;
  if (!server) return;
  if (server.external) await dropDatabasesOf(server);
  await server.stop();
}

async function dropDatabasesOf({ adminUrl, run, ownTemplate }) {
  const admin = new pg.Client({ connectionString: `${adminUrl}postgres` });
  await admin.connect();
  try {
    if (ownTemplate) await admin.query(`alter database ${ownTemplate} with is_template false`);
    const { rows } = await admin.query("select datname from pg_database where datname ~ $1", [`^(tpl|t)_${run}(_|$)`]);
    for (const { datname } of rows) await admin.query(`drop database if exists "${datname}" with (force)`);
  } finally {
    await admin.end();
  }
}
