/* Everything by keyboard: one sees where one is, and nothing covers it. */
import assert from "node:assert/strict";
import { DESK, open } from "../lib/browser.js";
import { test } from "../lib/harness.js";
import { LOW_PHONE, enter, focused, named, tabTo } from "../lib/keyboard.js";
import { SHOP, expectSignedIn, expectText, heading, path } from "../lib/pages.js";
import { newUser } from "../lib/shop.js";

/* In the page: `notReached()` names what could have the focus and hasn't had it since; how many could. */
function noteReached() {
	const controls = [...document.querySelectorAll("a, button, input:not([type=hidden]), select")].filter(one => one.checkVisibility());
	const reached = new Set();

	document.addEventListener("focusin", event => reached.add(event.target));
	globalThis.notReached = () => controls.filter(one => !reached.has(one)).map(one => one.outerHTML);
	return controls.length;
}

test("the first Tab leads to the skip link, which is seen, and skips the header", async here => {
	const page = await open(here, { base: SHOP });

	for (const place of ["/", "/auth/signin", "/nowhere"]) {
		await page.visit(place);
		const [first] = await tabTo(page, () => true);

		assert.equal(first, "Skip to content");
		await page.keyboard.press("Enter");
		assert.equal(await page.evaluate(() => document.activeElement.id), "main");
		await page.keyboard.press("Tab");
		assert.equal(await page.evaluate(() => Boolean(document.activeElement.closest("header.site-header"))), false);
	}
});

for (const size of [DESK, LOW_PHONE])
	test(`signing in, ordering and cancelling by keyboard alone, ${size.width} px wide`, async here => {
		const [seller, buyer] = [await newUser(SHOP), await newUser(SHOP)];
		const product = await seller.sell("Organ recital by candlelight", 18, 6);
		const page = await open(here, { base: SHOP, size });

		await page.visit(`/products/${product.id}`);
		await tabTo(page, named(/^Sign in to buy$/));
		await enter(page);
		await tabTo(page, named(/^Email$/));
		await page.keyboard.type(buyer.email);
		await tabTo(page, named(/^Password$/));
		await page.keyboard.type(buyer.password);
		await enter(page);
		await expectSignedIn(page, buyer.email);
		assert.equal(path(page), `/products/${product.id}`);
		await tabTo(page, named(/^How many\?$/));
		await page.keyboard.press("ArrowDown");
		await tabTo(page, named(/^Reserve/));
		await enter(page);
		await expectText(heading(page), /held/);
		assert.equal((await buyer.orders())[0].items[0].quantity, 2);
		await tabTo(page, named(/^Cancel this order$/));
		await enter(page);
		await expectText(heading(page), /cancelled/);
	});

test("all of a page is reached by Tab, and none of it is covered by the bar with the clock", async here => {
	const [seller, buyer] = [await newUser(SHOP), await newUser(SHOP)];
	const order = await buyer.order(await seller.sell("Song cycle", 18, 6), 2);
	const page = await open(here, { base: SHOP, as: buyer, size: LOW_PHONE });

	await page.visit(`/orders/${order.id}`);
	const controls = await page.evaluate(noteReached);
	let missing = controls;

	await tabTo(page, () => --missing === 0);
	assert.deepEqual(await page.evaluate(() => globalThis.notReached()), []);
	for (let i = 0; i < controls; i++) {
		await page.keyboard.press("Shift+Tab");
		const at = await page.evaluate(focused);

		assert.ok(!at || at.seen, `going back, "${at?.name}" is covered`);
	}
});

test("a search by keyboard", async here => {
	const page = await open(here, { base: SHOP });

	await page.visit("/");
	await tabTo(page, at => at.id === "site-q");
	await page.keyboard.type("recital");
	await enter(page);
	await expectText(page.getByRole("main"), /Results for recital|No tickets found/);
});
