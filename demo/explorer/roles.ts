/** Roles one may take in the demo, and a fresh token for each: both from the demo's development issuer. */

export interface DemoRole {
  role: string;
  name: string;
  does: string;
}

/** Sees everything and changes nothing: the one to begin with. */
export const FIRST_ROLE = "analyst";

export async function listRoles(): Promise<DemoRole[]> {
  const response = await fetch("/development-issuer/persons");
  return response.ok ? ((await response.json()) as DemoRole[]) : [];
}

/** The text of the header editor; without an issuer a place to paste a token into. */
export async function headersFor(role: string): Promise<string> {
  const response = await fetch(`/development-issuer/token?role=${encodeURIComponent(role)}`);
  const token = response.ok ? await response.text() : "paste a token here";
  return JSON.stringify({ authorization: `Bearer ${token}` }, null, 2);
}
