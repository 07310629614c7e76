/* Who is signed in, where something stands in the way: a neighbour's cookies, other tabs, a session that is over. */
import assert from "node:assert/strict";
import { follow, open } from "../lib/browser.js";
import { test } from "../lib/harness.js";
import { SHOP, expectSignedIn, expectText, fill, heading, path, press, reserveButton } from "../lib/pages.js";
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

/* Two tabs share the cookies of their window. */
async function secondTab(here, page) {
	const tab = await page.context().newPage();

	tab.complaints = [];
	tab.close = async () => {};
	here.add(tab);
	return tab;
}

test("who signs in in one tab goes on in the other, and signs out of both", async here => {
	const user = await newUser(SHOP);
	const page = await open(here, { base: SHOP });
	const tab = await secondTab(here, page);

	await page.visit("/auth/signin?next=/orders");
	await tab.goto("/auth/signin?next=/products/new");
	await signIn(page, user);
	await signIn(tab, user);
	assert.equal(path(tab), "/products/new");
	await follow(page, page.getByRole("banner").getByRole("button", { name: "Sign out" }));
	await follow(tab, tab.getByRole("banner").getByRole("button", { name: "Sign out" }));
	assert.equal(tab.url(), SHOP);
});

test("a form of before signing in anew comes back filled, and goes through when sent again", async here => {
	const page = await open(here, { base: SHOP, as: await newUser(SHOP) });
	const other = await newUser(SHOP);

	await page.visit("/products/new");
	await fill(page, { Title: "A night", "Price each, in USD": "12.50" });
	await page.context().addCookies([...other.cookies].map(([name, value]) => ({ name, value, url: SHOP })));
	await press(page, "Put on sale");
	await expectText(page.getByRole("alert"), /expired, please send it again/);
	assert.equal(await page.getByLabel("Title").inputValue(), "A night");
	await press(page, "Put on sale");
	await expectText(heading(page), /A night/);
});

for (const script of [true, false])
	test(`a session that is over at ${script ? "Reserve" : "Put on sale, without JavaScript"} costs nothing that was typed`, async here => {
		const user = await newUser(SHOP);
		const product = await (await newUser(SHOP)).sell("Recital", 20, 9);
		const page = await open(here, { base: SHOP, as: user, script });

		await page.visit(script ? `/products/${product.id}` : "/products/new");
		if (script)
			await page.getByLabel("How many?").selectOption("3");
		else
			await fill(page, { Title: "Soirée & more", "Price each, in USD": "12.50" });
		await page.context().clearCookies();
		await follow(page, script ? reserveButton(page) : page.getByRole("button", { name: "Put on sale" }));
		await signIn(page, user);
		if (script)
			assert.equal(await page.getByLabel("How many?").inputValue(), "3");
		else
			assert.equal(await page.getByLabel("Title").inputValue(), "Soirée & more");
		await follow(page, script ? reserveButton(page) : page.getByRole("button", { name: "Put on sale" }));
		await expectText(heading(page), script ? /held/ : /Soirée & more/);
	});

test("a session that is over at Cancel and Pay leads back to the order", async here => {
	const user = await newUser(SHOP);
	const order = await user.order(await (await newUser(SHOP)).sell("Recital", 20, 9), 2);
	const page = await open(here, { base: SHOP, as: user });

	for (const [at, button] of [[`/orders/${order.id}/pay`, /^Pay/], [`/orders/${order.id}`, "Cancel this order"]]) {
		await page.visit(at);
		await page.context().clearCookies();
		await follow(page, page.getByRole("button", { name: button }));
		await signIn(page, user);
		assert.equal(path(page), at);
	}
	await follow(page, page.getByRole("button", { name: "Cancel this order" }));
	await expectText(page.getByRole("main"), /You cancelled this order/);
});
