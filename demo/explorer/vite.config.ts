/** Builds the explorer into `dist/demo/explorer`, beside the compiled demo that serves it. Everything it loads is in there. */
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  // Relative, so that it works under any path it is served from.
  base: "./",
  plugins: [react()],
  worker: { format: "es" },
  build: {
    outDir: here("../../dist/demo/explorer"),
    emptyOutDir: true,
    // The editor is one large piece; a warning about it would say nothing new on every build.
    chunkSizeWarningLimit: 8_192,
  },
});
