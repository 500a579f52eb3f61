/** How this service talks to PostgreSQL through MikroORM: one place for the options every process and tool shares. */
import { UnderscoreNamingStrategy, type EntityClass } from "@mikro-orm/core";
import { ReflectMetadataProvider } from "@mikro-orm/decorators/legacy";
import { Migrator } from "@mikro-orm/migrations";
import { defineConfig, MikroORM, type Options } from "@mikro-orm/postgresql";
import { fileURLToPath } from "node:url";
import { releaseDeadConnections } from "./dead-connections.js";
import "reflect-metadata";

/** A transaction left open by a dead client would hold locks for ever; ours are milliseconds long. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;
/** No statement of ours is meant to run this long; a stuck lock shows as an error, not as silence. */
const STATEMENT_TIMEOUT_MS = 60_000;

/** Whoever waits longer for a row than this is told so, instead of holding a connection. */
const LOCK_TIMEOUT_MS = 10_000;

/**
 * Waiting for a connection, in the pool's queue or at a server that does not answer: whoever waits longer is told that the
 * database is away. Above the lock timeout, so that a queue behind one locked row still moves.
 */
const CONNECT_TIMEOUT_MS = 15_000;

const root = (folder: string) => fileURLToPath(new URL(`../../${folder}`, import.meta.url));

export interface OrmOptions {
  url: string;
  entities: EntityClass<unknown>[];
  /** Connections this process may hold. */
  pool?: number;
  applicationName?: string;
}

export const ormOptions = ({ url, entities, pool = 10, applicationName = "hwanbul" }: OrmOptions): Options =>
  defineConfig({
    clientUrl: url,
    entities,
    metadataProvider: ReflectMetadataProvider,
    namingStrategy: UnderscoreNamingStrategy,
    extensions: [Migrator],
    discovery: { warnWhenNoEntities: false },
    forceUtcTimezone: true,
    pool: { min: 0, max: pool },
    driverOptions: {
      // Of `clientUrl` MikroORM reads host, user and name only: what is asked for after the ? (TLS) would be lost.
      connectionString: url,
      onPoolCreated: releaseDeadConnections,
      application_name: applicationName,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    },
    schemaGenerator: { ignoreSchema: ["pgboss"] },
    migrations: {
      path: root("migrations"),
      pathTs: root("migrations"),
      glob: "!(*.d).{js,ts}",
      snapshotName: ".snapshot-hwanbul",
      emit: "ts",
      safe: true,
      transactional: true,
    },
  });

export const connect = (options: OrmOptions): Promise<MikroORM> => MikroORM.init(ormOptions(options));
