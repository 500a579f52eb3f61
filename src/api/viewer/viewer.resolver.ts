/** `viewer`: who is asking, and what they may do. */
import { Ctx, Field, ObjectType, Query, Resolver } from "type-graphql";
import { PERMISSIONS, Permission, type PersonalDataGrant } from "../../access/permission.js";
import { may } from "../../access/principal.js";
import { LoggedIn } from "../authorized.js";
import type { Context } from "../context.js";
import { callerOf } from "../door.js";
import { enumeration } from "../enumeration.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { MATRIX } from "../../access/matrix.js";

export const PermissionEnum = enumeration<Permission>(
  "Permission",
  "What may be done or read; roles hold permissions (`docs/permissions.md`).",
  Object.fromEntries(PERMISSIONS.map((permission) => [permission, MATRIX[permission].why])) as Record<
    Permission,
    string
  >,
);

export const PersonalDataGrantEnum = enumeration<PersonalDataGrant>(
  "PersonalDataGrant",
  "Leave to see personal data in clear, on top of a role.",
  {
    PERSONAL_DATA_ID: "The customer's id (아이디).",
    PERSONAL_DATA_NAME: "The customer's name (이름).",
    PERSONAL_DATA_ACCOUNT_NUMBER: "The customer's account number (계좌번호).",
  },
);

export const PrincipalKindEnum = enumeration<"PERSON" | "SERVICE">("PrincipalKind", "Who holds a token.", {
  PERSON: "A person.",
  SERVICE: "A program.",
});

@LoggedIn()
@ObjectType({ description: "Whoever holds the token of this request.", simpleResolvers: true })
export class Viewer {
  @Field(() => String, { description: "The token's subject: what history and approvals name." })
  subject!: string;

  @Field(() => String, { nullable: true, description: "For display; null where the token says none." })
  name!: string | null;

  @Field(() => PrincipalKindEnum, { description: "A person or a program." })
  kind!: "PERSON" | "SERVICE";

  @Field(() => [String], { description: "Roles the token carries and this service knows." })
  roles!: readonly string[];

  @Field(() => [PersonalDataGrantEnum], { description: "Grants to see personal data in clear." })
  grants!: readonly PersonalDataGrant[];

  @Field(() => [PermissionEnum], { description: "What the roles may do." })
  permissions!: readonly Permission[];

  @Field(() => DateTimeScalar, { description: "When the token ends; streams end with it." })
  expiresAt!: Date;
}

@Resolver()
export class ViewerResolver {
  @LoggedIn()
  @Query(() => Viewer, { description: "Who you are to this service, and what you may do." })
  viewer(@Ctx() ctx: Context): Viewer {
    const { subject, name, kind, roles, grants, expiresAt } = callerOf(ctx);
    const permissions = PERMISSIONS.filter((permission) => may(callerOf(ctx), permission));
    return { subject, name, kind, roles, grants, permissions, expiresAt };
  }
}
