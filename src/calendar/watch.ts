/** The metric by which an operator sees weeks ahead that a year without a list of holidays is near. */
import { Gauge, type Registry } from "prom-client";
import { koreanDay, type Clock } from "../clock.js";
import { daysListedFrom } from "./business-days.js";

/** Adds `holidays_listed_days` to a registry; it is computed whenever it is read. */
export function watchHolidays(registry: Registry, clock: Clock): void {
  const gauge = new Gauge({
    name: "holidays_listed_days",
    help: "Days from today for which the list of public holidays is known; below 60 it has to be updated",
    registers: [registry],
    collect() {
      gauge.set(daysListedFrom(koreanDay(clock.now())));
    },
  });
}
