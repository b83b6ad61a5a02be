// Two people who use the list at the same time.
import { expect } from "@playwright/test";
import { test } from "./fixtures.js";

test("who saves last sees what the other has saved", async ({ openTodo, site }) => {
  const path = await site.add("Buy milk");
  const [ann, bob] = [await openTodo(), await openTodo()];
  for (const person of [ann, bob]) await person.open(`${path}/edit`);
  await bob.fill({ Title: "Buy oat milk" }, "Save", bob.message('Saved "Buy oat milk".'));
  const conflict = ann.heading("Somebody else changed this task");
  await ann.fill({ Title: "Buy soy milk" }, "Save", conflict);
  const theirs = ann.page.getByRole("region", { name: "Their version" });
  await expect(theirs.getByText("Buy oat milk")).toBeVisible();
  await expect(ann.textbox("Title")).toHaveValue("Buy soy milk");
  expect(await site.titles()).toEqual(["Buy oat milk"]);
  await ann.press("Save my version", 'Saved "Buy soy milk".');
  await expect(ann.heading("Task: Buy soy milk")).toBeVisible();
});

test("the page of a deleted task says so, and can restore it", async ({ todo, site }) => {
  const path = await site.add("Buy milk");
  await site.delete(path);
  expect(await todo.open(path)).toBe(410);
  await expect(todo.heading("This task was deleted")).toBeVisible();
  await todo.press("Restore", 'Restored "Buy milk".');
  await expect(todo.titles).toHaveText(["Buy milk"]);
});

test("what one person does appears in the list of the other", async ({ openTodo }) => {
  const [ann, bob] = [await openTodo(), await openTodo()];
  await ann.open();
  await bob.open();
  await bob.textbox("New task").fill("Half a sentence");
  await ann.add("Buy milk");
  await expect(bob.titles).toHaveText(["Buy milk"]);
  await ann.press("Done: Buy milk", '"Buy milk" is done.');
  await expect(bob.item("Buy milk").getByText("Done", { exact: true })).toBeVisible();
  await expect(bob.textbox("New task")).toHaveValue("Half a sentence");
});
