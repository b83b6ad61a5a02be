// Filters, counts, the search and pages of the list.
import { expect } from "@playwright/test";
import { test } from "./fixtures.js";

test("each filter shows its tasks; the counts are about all of them", async ({ todo, site }) => {
  await site.add("Buy milk");
  await site.add("Buy bread");
  await site.add("Buy tea", { done: true });
  await site.delete(await site.add("Buy salt"));
  await todo.open();
  const counts = todo.page.getByText("2 open, 1 done", { exact: true });
  for (const [name, titles] of Object.entries({
    Open: ["Buy bread", "Buy milk"],
    Done: ["Buy tea"],
    Deleted: ["Buy salt"],
    All: ["Buy tea", "Buy bread", "Buy milk"],
  })) {
    await todo.follow(name, `${name} Items`);
    await expect(todo.titles).toHaveText(titles);
    await expect(counts).toBeVisible();
    const current = todo.page.getByRole("link", { name, exact: true });
    await expect(current).toHaveAttribute("aria-current", "page");
  }
});

test("under a filter, the task is deleted whose button was pressed", async ({ todo, site }) => {
  for (const title of ["Buy milk", "Buy bread", "Buy tea"]) await site.add(title);
  await todo.open("/?show=open");
  await todo.press("Delete: Buy bread", 'Deleted "Buy bread".');
  await expect(todo.heading("Open Items")).toBeVisible();
  await expect(todo.titles).toHaveText(["Buy tea", "Buy milk"]);
});

for (const words of ["cafe", "CAFÉ", "lodz", "crème"]) {
  test(`the search for ${words} ignores case and accents`, async ({ todo, site }) => {
    await site.add("Meet in the café", { text: "There is crème brûlée, in Łódź." });
    await site.add("Decaffeinate the coffee");
    await todo.open();
    await todo.search(words, todo.page.getByRole("link", { name: "Clear search" }));
    await expect(todo.titles).toHaveText(["Meet in the café"]);
    await todo.follow("Clear search", "All Items");
    await expect(todo.titles).toHaveCount(2);
  });
}

test("the pages leave no task out, and show none twice", async ({ todo, site }) => {
  await site.addSamples(45);
  await todo.open();
  const newer = todo.page.getByRole("link", { name: "Newer" });
  const older = todo.page.getByRole("link", { name: "Older" });
  const pages = [await todo.titles.allInnerTexts()];
  for (const size of [20, 5]) {
    const [first] = pages.at(-1);
    await todo.do(() => older.click(), newer);
    await expect(todo.titles).toHaveCount(size);
    await expect(todo.titles.first()).not.toHaveText(first);
    pages.push(await todo.titles.allInnerTexts());
  }
  await expect(older).toHaveCount(0);
  expect(pages.flat()).toEqual(await site.titles());
  await todo.do(() => newer.click(), older);
  await expect(todo.titles).toHaveText(pages[1]);
});
