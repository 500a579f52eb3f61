/** Rights are what the hand-written table says, nothing is allowed by accident, and the printed table is the real one. */
import { readFileSync } from "node:fs";
import { requirePermission } from "../../src/access/guard.js";
import { MATRIX } from "../../src/access/matrix.js";
import { Permission, PERMISSIONS, ROLES, SCOPES, type Role, type Scope } from "../../src/access/permission.js";
import { permissionsMarkdown } from "../../src/access/permissions-markdown.js";
import { hasExpired, may, SYSTEM, type Principal } from "../../src/access/principal.js";
import { EXPECTED_NAMES, EXPECTED_OF_SCOPES, EXPECTED_PERMISSIONS } from "./expected-matrix.js";

const principal = (...roles: Role[]): Principal => ({
  subject: "kim",
  name: null,
  kind: "PERSON",
  roles,
  scopes: [],
  grants: [],
  expiresAt: new Date(1_000),
});

const program = (...scopes: Scope[]): Principal => ({ ...principal("service"), kind: "SERVICE", scopes });

describe("the permission matrix", () => {
  it("knows exactly the expected roles and permissions", () => {
    expect([...ROLES].sort()).toEqual(Object.keys(EXPECTED_PERMISSIONS).sort());
    expect([...SCOPES].sort()).toEqual(Object.keys(EXPECTED_OF_SCOPES).sort());
    expect([...PERMISSIONS].sort()).toEqual([...EXPECTED_NAMES].sort());
    expect(Object.keys(MATRIX).sort()).toEqual([...EXPECTED_NAMES].sort());
  });

  it.each(ROLES.flatMap((role) => PERMISSIONS.map((permission) => ({ role, permission }))))(
    "$role × $permission",
    ({ role, permission }) => {
      const expected = (EXPECTED_PERMISSIONS[role] ?? []).includes(permission);
      expect(may(principal(role), permission)).toBe(expected);
      expect(requirePermission(principal(role), permission).ok).toBe(expected);
    },
  );

  it.each(SCOPES.flatMap((scope) => PERMISSIONS.map((permission) => ({ scope, permission }))))(
    "$scope × $permission",
    ({ scope, permission }) => {
      const expected = (EXPECTED_OF_SCOPES[scope] ?? []).includes(permission);
      expect(may(program(scope), permission)).toBe(expected);
      expect(requirePermission(program(scope), permission).ok).toBe(expected);
    },
  );

  it("gives a person nothing for a scope, and a program nothing for its role", () => {
    const person = { ...principal(), scopes: SCOPES };
    expect(PERMISSIONS.filter((permission) => may(person, permission))).toEqual([]);
    expect(PERMISSIONS.filter((permission) => may(program(), permission))).toEqual([]);
  });

  it("gives several roles the sum of their rights and no role none", () => {
    const both = principal("cs-agent", "approver");
    expect(may(both, Permission.RefundCancel)).toBe(true);
    expect(may(both, Permission.RefundApprove)).toBe(true);
    expect(may(both, Permission.RefundRequest)).toBe(false);
    expect(PERMISSIONS.filter((permission) => may(principal(), permission))).toEqual([]);
  });

  it("lets no worker of ours through the API", () => {
    for (const worker of Object.values(SYSTEM))
      expect(PERMISSIONS.filter((permission) => may(worker, permission))).toEqual([]);
    expect(SYSTEM.worker.subject).toBe("system:worker");
    expect(() => (SYSTEM.worker.roles as Role[]).push("service")).toThrow(TypeError);
  });

  it("denies words that are no permission, even those every object has", () => {
    for (const word of ["", "REFUND_REQUESTS", "constructor", "__proto__", "toString"])
      expect(may(principal(...ROLES), word as Permission)).toBe(false);
  });

  it("tells nobody from somebody who may not", () => {
    expect(requirePermission(null, Permission.RefundRead)).toMatchObject({ ok: false, code: "UNAUTHENTICATED" });
    expect(requirePermission(principal("analyst"), Permission.RefundRequest)).toMatchObject({
      ok: false,
      code: "FORBIDDEN",
      permission: "REFUND_REQUEST",
    });
  });

  it("expires at the moment named, not after it", () => {
    expect(hasExpired(principal(), new Date(999))).toBe(false);
    expect(hasExpired(principal(), new Date(1_000))).toBe(true);
  });

  it("is printed in docs/permissions.md", () => {
    const text = permissionsMarkdown();
    expect(readFileSync("docs/permissions.md", "utf8")).toBe(text);
    const ticks = text.match(/✓/g)?.length;
    expect(ticks).toBe(
      [EXPECTED_PERMISSIONS, EXPECTED_OF_SCOPES].flatMap((table) => Object.values(table).flat()).length,
    );
  });
});
