/** Every setting: one entry per environment variable, each with its rule for production, in the order `.env.example` shows them. */
import { z } from "zod";
import { accessSettings } from "./access-settings.js";
import { gatewaySettings } from "./gateway-settings.js";
import { limitSettings } from "./limit-settings.js";
import { refundSettings } from "./refund-settings.js";
import { serverSettings } from "./server-settings.js";
import { testSettings } from "./test-settings.js";
import { workSettings } from "./work-settings.js";

export const settings = {
  ...serverSettings,
  ...accessSettings,
  ...limitSettings,
  ...gatewaySettings,
  ...refundSettings,
  ...workSettings,
  ...testSettings,
} as const;

const schema = z.object(settings);
export type Settings = z.output<typeof schema>;
export type SettingName = keyof Settings;
export const NAMES = Object.keys(settings) as SettingName[];

/** The default, as it is read. */
export const fallbackOf = (name: SettingName): unknown => settings[name].parse(undefined);
