/* A new shop, before anybody sells: runs first. */
import { test } from "../lib/harness.js";
import { judge } from "../lib/judge.js";
import { open } from "../lib/browser.js";
import { SHOP, expectText } from "../lib/pages.js";

test("home of an empty shop: says so, in valid and accessible HTML", async here => {
	const page = await open(here, { base: SHOP });

	await page.visit("/");
	await expectText(page.getByRole("main"), /Nothing on sale yet/);
	await judge(page);
});
