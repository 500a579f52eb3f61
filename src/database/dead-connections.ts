/**
 * Gives a connection back to the pool that died at the begin or inside of a transaction. The transaction builder releases a
 * connection only after a begin and a rollback that succeeded; on a dead one neither can, so each cut (a restart of the
 * server, a lost network) would take one place of the pool for ever, and closing the pool would wait for it. What is dead
 * has been rolled back by the server already: the rollback counts as done, and the pool throws the ended client away when
 * it is released.
 */
import type { Client, Pool, PoolClient } from "pg";

const ROLLED_BACK = { command: "ROLLBACK", rowCount: 0, rows: [], fields: [], oid: 0 };
const BEGINS = /^(begin|start transaction)\b/;

/** For `driverOptions.onPoolCreated` of MikroORM's PostgreSQL connection. */
export function releaseDeadConnections(pool: Pool): void {
  pool.on("connect", (connected: PoolClient) => {
    const client = connected as unknown as Client;
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const queryOrLetGo = (...args: unknown[]): unknown => {
      const [statement] = args;
      if (statement === "rollback")
        return (query(...args) as Promise<unknown>).catch(() => {
          client.end().catch(() => undefined);
          return ROLLED_BACK;
        });
      if (typeof statement === "string" && BEGINS.test(statement))
        return (query(...args) as Promise<unknown>).catch((error: Error) => {
          connected.release(error);
          throw error;
        });
      return query(...args);
    };
    Object.assign(client, { query: queryOrLetGo });
  });
}
