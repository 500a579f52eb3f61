/**
 * Gives a connection back to the pool that died inside a transaction. The transaction builder releases a connection only
 * after a rollback that succeeded; on a dead one none can, so each cut (a restart of the server, a lost network) would take
 * one place of the pool for ever. What is dead has been rolled back by the server already: the rollback counts as done, and
 * the pool throws the ended client away when it is released.
 */
import type { Client, Pool } from "pg";

const ROLLED_BACK = { command: "ROLLBACK", rowCount: 0, rows: [], fields: [], oid: 0 };

/** For `driverOptions.onPoolCreated` of MikroORM's PostgreSQL connection. */
export function releaseDeadConnections(pool: Pool): void {
  pool.on("connect", (connected) => {
    const client = connected as unknown as Client;
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const queryOrLetGo = (...args: unknown[]): unknown => {
      if (args[0] !== "rollback") return query(...args);
      return (query(...args) as Promise<unknown>).catch(() => {
        client.end().catch(() => undefined);
        return ROLLED_BACK;
      });
    };
    Object.assign(client, { query: queryOrLetGo });
  });
}
