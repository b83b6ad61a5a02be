// Configuration of Playwright: how many tests run at the same time, in which browser.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { defineConfig } from "@playwright/test";

// The system's Chromium if there is one, instead of Playwright's.
const executablePath =
  process.env.CHROMIUM ||
  process.env.PATH.split(delimiter)
    .map((folder) => join(folder, "chromium"))
    .find(existsSync);
const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

// To wait long costs nothing where the site is fast, and saves slow runs.
const PATIENCE_SECONDS = Number(process.env.PATIENCE ?? 20);
const MOST_STEPS = 5; // that wait as long as they can

export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  fullyParallel: true, // each worker has a site of its own
  workers: Number(process.env.WORKERS ?? 2),
  timeout: MOST_STEPS * PATIENCE_SECONDS * 1000,
  expect: { timeout: PATIENCE_SECONDS * 1000 },
  reporter: "list",
  use: {
    actionTimeout: PATIENCE_SECONDS * 1000,
    navigationTimeout: PATIENCE_SECONDS * 1000,
    launchOptions: { executablePath, args: asRoot },
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
  },
});
