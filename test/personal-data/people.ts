/** People who hold grants to see personal data, and what the access record says of them. */
import type { PersonalDataGrant } from "../../src/access/permission.js";
import type { Principal } from "../../src/access/principal.js";
import type { TestService } from "../kit/test-service.js";
import { AGENT } from "../refund/mutations.js";

export const ALL_GRANTS: readonly PersonalDataGrant[] = [
  "PERSONAL_DATA_ID",
  "PERSONAL_DATA_NAME",
  "PERSONAL_DATA_ACCOUNT_NUMBER",
];

export const granted = (person: Principal = AGENT, grants: readonly PersonalDataGrant[] = ALL_GRANTS): Principal => ({
  ...person,
  grants,
});

export const accessesOf = (t: TestService, person: Principal) =>
  t.rows(
    `select action, fields, client_address, record_count, reason_code, order_id, refund_id from personal_data_access
     where actor = ? order by sequence`,
    [person.subject],
  );
