/** `token`: a token of the development issuer, for trying things out. Production has an issuer of its own. */
import {
  isPersonalDataGrant,
  isRole,
  isScope,
  PERSONAL_DATA_GRANTS,
  ROLES,
  SCOPES,
  type PersonalDataGrant,
  type Role,
  type Scope,
} from "../access/permission.js";
import { isSubject } from "../access/subject.js";
import { MAX_TOKEN_AGE_S } from "../access/token.js";
import { developmentIssuer } from "../app/issuer.js";
import { systemClock } from "../clock.js";
import { ConfigurationProblem, type Config } from "../config.js";
import { print } from "./print.js";

const SECONDS_A_MINUTE = 60;

export interface TokenWanted {
  role: readonly string[];
  /** Left out: a program's token without the claim, which has every scope outside production. */
  scope?: readonly string[];
  grants: readonly string[];
  subject: string;
  name?: string;
  minutes: number;
}

export async function tokenCommand(config: Config, wanted: TokenWanted): Promise<boolean> {
  if (config.production || config.JWT_JWKS_URL)
    throw new ConfigurationProblem(
      "Tokens come from your issuer here (JWT_JWKS_URL): the development issuer is not used.",
    );
  const roles = wanted.role.map(asRole);
  if (roles.length === 0) throw new ConfigurationProblem(`Name a role: ${ROLES.join(", ")}.`);
  if (roles.includes("service") && roles.length > 1)
    throw new ConfigurationProblem("A program's token carries the role service alone.");
  const scopes = wanted.scope?.map(asScope);
  if (scopes && !roles.includes("service"))
    throw new ConfigurationProblem("--scope is for programs (--role service): what a person may do comes from roles.");
  if (!isSubject(wanted.subject))
    throw new ConfigurationProblem("--subject takes a plain name, without invisible characters or blanks at its ends.");
  const longest = MAX_TOKEN_AGE_S / SECONDS_A_MINUTE;
  if (!Number.isInteger(wanted.minutes) || wanted.minutes < 1 || wanted.minutes > longest)
    throw new ConfigurationProblem(`--minutes takes whole minutes from 1 to ${longest}.`);
  const { subject, name, minutes } = wanted;
  const issuer = developmentIssuer(config, systemClock);
  print(
    await issuer.issue({
      subject,
      roles,
      ...(scopes === undefined ? {} : { scopes }),
      grants: wanted.grants.map(asGrant),
      expiresIn: minutes * SECONDS_A_MINUTE,
      ...(name === undefined ? {} : { name }),
    }),
  );
  return true;
}

function asRole(name: string): Role {
  if (isRole(name)) return name;
  throw new ConfigurationProblem(`There is no role ${name}; there are ${ROLES.join(", ")}.`);
}

function asScope(name: string): Scope {
  if (isScope(name)) return name;
  throw new ConfigurationProblem(`There is no scope ${name}; there are ${SCOPES.join(", ")}.`);
}

function asGrant(name: string): PersonalDataGrant {
  if (isPersonalDataGrant(name)) return name;
  throw new ConfigurationProblem(`There is no grant ${name}; there are ${PERSONAL_DATA_GRANTS.join(", ")}.`);
}
