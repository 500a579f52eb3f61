/** Identifiers: UUIDv7, made here, so that rows sort by birth and a key is known before its row is written. */
import { v7 } from "uuid";

export const newId = (): string => v7();
