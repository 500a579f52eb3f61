/** The migrations make exactly the tables the entities speak of: a changed entity without a migration fails here. */
import { MikroORM } from "@mikro-orm/postgresql";
import { ormOptions } from "../../src/database/orm.js";
import { entities } from "../../src/orm.config.js";
import { createMigratedDatabase, type TestDatabase } from "../kit/database.js";

let database: TestDatabase;
let orm: MikroORM;
beforeAll(async () => {
  database = await createMigratedDatabase();
  const options = ormOptions({ url: database.url, entities, pool: 2 });
  orm = await MikroORM.init({ ...options, migrations: { ...options.migrations, snapshot: false } });
});
afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

it("nothing is left to migrate", async () => {
  expect(await orm.migrator.getPending()).toEqual([]);
});

it("the database is what the entities say", async () => {
  const changes = await orm.schema.getUpdateSchemaSQL({ safe: false, wrap: false });
  // The triggers that let tables only grow are written by hand: entities know nothing of them.
  const left = changes
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^drop (trigger|function) if exists/.test(line));
  expect(left).toEqual([]);
});
