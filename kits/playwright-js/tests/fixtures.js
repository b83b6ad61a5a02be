// Fixtures: a site for each worker, emptied for each test, and windows to see it in.
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { test as base } from "@playwright/test";
import { Site, startDemo } from "./site.js";
import { ToDo } from "./todo.js";

const { SITES = "", TRAP } = process.env;
const HERE = dirname(fileURLToPath(import.meta.url));
const SERVE = process.env.SERVE ?? join(HERE, "../../../bin/serve");

export const test = base.extend({
  /** The site of this worker, which no other worker uses. */
  sharedSite: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from it.
    async ({}, use, { parallelIndex }) => {
      const addresses = SITES.split(" ").filter(Boolean);
      if (addresses.length) {
        const address = addresses[parallelIndex];
        if (!address) throw new Error("Each worker needs an address of its own in SITES.");
        await use(new Site(address));
        return;
      }
      const { site, stop } = await startDemo(SERVE, TRAP);
      await use(site);
      await stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],

  /** The site without any task: no test depends on what another has left. */
  site: async ({ sharedSite }, use) => {
    await sharedSite.reset();
    await use(sharedSite);
  },

  /** Opens another person's window, without shared cookies. */
  openTodo: async ({ browser, site }, use) => {
    const contexts = [];
    await use(async (settings) => {
      const context = await browser.newContext(settings);
      contexts.push(context);
      return new ToDo(await context.newPage(), site.address);
    });
    for (const context of contexts) await context.close();
  },

  /** A window for the list, which is empty. */
  todo: async ({ openTodo }, use) => {
    await use(await openTodo());
  },
});
