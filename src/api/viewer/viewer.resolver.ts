/** `viewer`: who is asking, and what they may do. */
import { Ctx, Field, FieldResolver, ObjectType, Query, Resolver } from "type-graphql";
import { PERMISSIONS, Permission, type PersonalDataGrant } from "../../access/permission.js";
import { may } from "../../access/principal.js";
import { countApprovals } from "../approval/approval-list.js";
import { ApprovalsWaitingCount } from "../approval/approval.type.js";
import { LoggedIn } from "../authorized.js";
import type { Context } from "../context.js";
import { callerOf } from "../input.js";
import { enumeration } from "../enumeration.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { MATRIX } from "../../access/matrix.js";

const PermissionEnum = enumeration<Permission>(
  "Permission",
  "An operation or a field that is protected; roles of people and scopes of programs hold permissions (`docs/permissions.md`).",
  Object.fromEntries(PERMISSIONS.map((permission) => [permission, MATRIX[permission].why])) as Record<
    Permission,
    string
  >,
);

const PersonalDataGrantEnum = enumeration<PersonalDataGrant>(
  "PersonalDataGrant",
  "Leave to see personal data in clear, on top of a role.",
  {
    PERSONAL_DATA_ID: "The customer's id (아이디).",
    PERSONAL_DATA_NAME: "The customer's name (이름).",
    PERSONAL_DATA_ACCOUNT_NUMBER: "The customer's account number (계좌번호).",
  },
);

const PrincipalKindEnum = enumeration<"PERSON" | "SERVICE">("PrincipalKind", "The kind of a token's holder.", {
  PERSON: "A person of the back office (담당자).",
  SERVICE: "A program of another service (프로그램).",
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

  @Field(() => [String], { description: "Scopes a program's token carries and this service knows; a person has none." })
  scopes!: readonly string[];

  @Field(() => [PersonalDataGrantEnum], { description: "Grants to see personal data in clear." })
  grants!: readonly PersonalDataGrant[];

  @Field(() => [PermissionEnum], { description: "Permissions of the roles or scopes." })
  permissions!: readonly Permission[];

  @Field(() => DateTimeScalar, { description: "When the token ends; streams end with it." })
  expiresAt!: Date;
}

@Resolver(() => Viewer)
export class ViewerResolver {
  @LoggedIn()
  @Query(() => Viewer, { description: "The caller: identity, roles, and permissions." })
  viewer(@Ctx() ctx: Context): Viewer {
    const { subject, name, kind, roles, scopes, grants, expiresAt } = callerOf(ctx);
    const permissions = PERMISSIONS.filter((permission) => may(callerOf(ctx), permission));
    return { subject, name, kind, roles, scopes, grants, permissions, expiresAt };
  }

  @FieldResolver(() => [ApprovalsWaitingCount], {
    description:
      "The number of approvals that wait for you (승인대기), by kind: one entry for each kind you hold the permission to decide. `approvalsWaiting(where: {decidableByMe: true})` lists them.",
  })
  approvalsWaiting(@Ctx() ctx: Context): Promise<ApprovalsWaitingCount[]> {
    return countApprovals(ctx.em, callerOf(ctx));
  }
}
