// Adding, editing, finishing and deleting tasks.
import { expect } from "@playwright/test";
import { test } from "./fixtures.js";

test("a task that is added comes first in the list", async ({ todo }) => {
  await todo.open();
  await todo.add("Buy milk");
  await todo.add("Buy bread");
  await expect(todo.titles).toHaveText(["Buy bread", "Buy milk"]);
});

test("a task can have a text, whose lines stay lines", async ({ todo }) => {
  await todo.open();
  await todo.follow("Add new Task", "New Todo Task");
  const fields = { Title: "Plan the trip", Text: "Ask first.\nThen decide." };
  await todo.fill(fields, "Add", todo.message('Added "Plan the trip".'));
  await todo.follow("Plan the trip", "Task: Plan the trip");
  const article = todo.page.getByRole("article");
  await expect(article.getByText("Ask first.\nThen decide.")).toBeVisible();
});

test("without a title, nothing is added; the error is at the field", async ({ todo }) => {
  await todo.open("/new");
  await todo.fill({ Text: "Two litres." }, "Add", todo.heading("There is a problem"));
  await expect(todo.textbox("Title")).toHaveAccessibleDescription(/^Enter a title\./);
  await expect(todo.textbox("Text")).toHaveValue("Two litres.");
  await todo.page.getByRole("link", { name: "Enter a title." }).click();
  await expect(todo.textbox("Title")).toBeFocused();
});

test("a title has up to 200 characters, of which none is lost", async ({ todo }) => {
  const words = "Write a title that is long enough to break a line or two, ";
  const longest = `${words.repeat(4).slice(0, 199)}!`;
  await todo.open("/new");
  const tooLong = todo.page.getByRole("link", { name: "Title is 201 characters long; " });
  await todo.fill({ Title: `${longest}!` }, "Add", tooLong);
  await todo.fill({ Title: longest }, "Add", todo.heading("All Items"));
  await expect(todo.titles).toHaveText([longest]);
});

test("a task can be edited in the list, where it keeps its place", async ({ todo, site }) => {
  await site.add("Buy milk");
  await site.add("Buy bread");
  await todo.open();
  const edit = todo.page.getByRole("link", { name: "Edit: Buy milk" });
  await todo.do(() => edit.click(), todo.textbox("Title"));
  await todo.fill({ Title: "Buy oat milk" }, "Save", todo.message('Saved "Buy oat milk".'));
  await expect(todo.titles).toHaveText(["Buy bread", "Buy oat milk"]);
});

test("a task can be finished, reopened and finished again", async ({ todo, site }) => {
  const path = await site.add("Buy milk");
  const done = todo.item("Buy milk").getByText("Done", { exact: true });
  await todo.open();
  await todo.press("Done: Buy milk", '"Buy milk" is done.');
  await expect(done).toBeVisible();
  await todo.press("Reopen: Buy milk", '"Buy milk" is open again.');
  await expect(done).toHaveCount(0);
  await todo.press("Done: Buy milk", '"Buy milk" is done.');
  await todo.open(path);
  const facts = todo.page.getByRole("article").getByRole("listitem");
  await expect(facts.filter({ hasText: "Done:" }).getByRole("time")).toBeVisible();
});

test("a task that is deleted by mistake comes back by Undo", async ({ todo, site }) => {
  for (const title of ["Buy milk", "Buy bread", "Buy tea"]) await site.add(title);
  await todo.open();
  await todo.press("Delete: Buy bread", 'Deleted "Buy bread".');
  await expect(todo.titles).toHaveText(["Buy tea", "Buy milk"]);
  await todo.press("Undo", 'Restored "Buy bread".');
  await expect(todo.titles).toHaveText(["Buy tea", "Buy bread", "Buy milk"]);
});

test("after Clear done, Undo brings every task back", async ({ todo, site }) => {
  for (const number of [1, 2, 3]) await site.add(`Done ${number}`, { done: true });
  await site.add("Open");
  await todo.open();
  await todo.press("Clear done", "Deleted 3 done tasks.");
  await expect(todo.titles).toHaveText(["Open"]);
  await todo.press("Undo", "Restored 3 tasks.");
  await expect(todo.titles).toHaveText(["Open", "Done 3", "Done 2", "Done 1"]);
});
