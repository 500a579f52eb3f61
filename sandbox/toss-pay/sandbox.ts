/** State that every part of the running sandbox shares. Its business time also says which Korean day a daily limit is for. */
import type { Sandbox as AnySandbox } from "../kit/sandbox.js";

export interface Sandbox extends AnySandbox {
  apiKey: string;
}
