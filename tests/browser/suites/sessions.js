/* Who is signed in, where something stands in the way: a neighbour's cookies, other tabs, a session that is over. */
import assert from "node:assert/strict";
import { follow, open } from "../lib/browser.js";
import { test } from "../lib/harness.js";
import { SHOP, expectSignedIn, fill, path, press } from "../lib/pages.js";
import { PASSWORD, newUser } from "../lib/shop.js";

async function signIn(page, user) {
	await fill(page, { Email: user.email, Password: PASSWORD });
	await press(page, "Sign in");
}

test("cookies of another program on the domain keep nobody from signing in and out", async here => {
	const user = await newUser(SHOP);
	const page = await open(here, { base: SHOP });
	const neighbours = ["session", "session_visitor"].flatMap(name => ["/orders", "/auth", "/auth/signin"].map(at => ({ name, path: at })));

	await page.context().addCookies(neighbours.map(cookie => ({ ...cookie, value: "of-the-neighbour", domain: new URL(SHOP).hostname })));
	await page.visit("/auth/signin?next=/orders");
	await signIn(page, user);
	assert.equal(path(page), "/orders");
	await expectSignedIn(page, user.email);
	await follow(page, page.getByRole("banner").getByRole("button", { name: "Sign out" }));
	assert.equal(page.url(), SHOP);
	await page.visit("/orders");
	assert.equal(path(page), "/auth/signin");
});
