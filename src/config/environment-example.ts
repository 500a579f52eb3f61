/** The file `.env.example`, made of the settings themselves. */
import { productionRules } from "../production-rules.js";
import { Secret } from "../secret.js";
import { fallbackOf, NAMES, settings, type SettingName } from "./settings.js";

/** The text of `.env.example`. Secrets show no value. */
export function environmentExample(): string {
  const lines = NAMES.map((name) => {
    const about = [settings[name].description, askedOf(name), `${name}=${shownDefault(name)}`];
    return about.map((line) => (line === null ? "" : `# ${line}\n`)).join("");
  });
  return `# Every setting of the service, with its default. Copy to .env and take the # away where you want another value.\n# NODE_ENV=production refuses to start until each setting with a line "production: must be set" has a value of yours.\n# Generated from src/config.ts (npm run schema).\n\n${lines.join("\n")}`;
}

function shownDefault(name: SettingName): string {
  const value = name === "ENCRYPTION_KEYS" ? undefined : fallbackOf(name);
  const parts: unknown[] = Array.isArray(value) ? value : [value];
  if (parts.some((part) => part === undefined || part instanceof Secret)) return "";
  return parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(",");
}

function askedOf(name: SettingName): string | null {
  const { inProduction, gateway, right } = productionRules.get(settings[name]) ?? {};
  if (inProduction === "REFUSED") return "production: may not be set";
  if (inProduction !== "MUST_BE_SET") return null;
  return `production: must be set${gateway === undefined ? "" : ` when GATEWAYS has ${gateway}`}, to ${right}`;
}
