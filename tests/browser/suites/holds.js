/* The countdown: by the server's clock, and what the page does when it is over. */
import assert from "node:assert/strict";
import { follow, open } from "../lib/browser.js";
import { test } from "../lib/harness.js";
import { QUICK_SHOP, SHOP, eventually, expectText, fill, heading, reserveButton, secondsLeft } from "../lib/pages.js";
import { newUser } from "../lib/shop.js";

const MINUTE = 60_000;

/* In the page: its clock is wrong by `ahead`, and `globalThis.jump(ms)` moves it further. */
function wrongClock(ahead) {
	const now = Date.now.bind(Date);
	const began = performance.timeOrigin;

	Date.now = () => now() + ahead;
	Object.defineProperty(performance, "timeOrigin", { get: () => began + ahead });
	let jumped = 0;

	globalThis.jump = ms => {
		jumped += ms;
		Date.now = () => now() + ahead + jumped;
	};
}

async function held(base, price = 25) {
	const [seller, buyer] = [await newUser(base), await newUser(base)];
	const product = await seller.sell("Late show", price);

	return { seller, buyer, product, order: await buyer.order(product) };
}

for (const [words, ahead] of [["right", 0], ["an hour fast", 60 * MINUTE], ["a day slow", -24 * 60 * MINUTE]])
	test(`the countdown keeps the server's time in a browser whose clock is ${words}`, async here => {
		const { buyer, order } = await held(SHOP);
		const page = await open(here, { base: SHOP, as: buyer, init: [wrongClock, ahead] });

		await page.visit(`/orders/${order.id}`);
		await page.waitForTimeout(1200);
		const shown = await secondsLeft(page);
		const { expiresInSeconds } = await buyer.api("GET", `/orders/${order.id}`);

		assert.ok(Math.abs(shown - expiresInSeconds) <= 2, `the page says ${shown} s, the server ${expiresInSeconds} s`);
	});

test("five minutes and one minute before the end the page says so, once, to screen readers", async here => {
	const { buyer, order } = await held(SHOP);
	const page = await open(here, { base: SHOP, as: buyer, init: [wrongClock, 0] });
	const says = pattern => eventually(() => expectAnnounced(page, pattern));

	await page.visit(`/orders/${order.id}`);
	await expectAnnounced(page, /^$/);
	await page.evaluate(() => globalThis.jump(601_000));
	await says(/Five minutes left/);
	await page.evaluate(() => globalThis.jump(240_000));
	await says(/One minute left/);
	await page.evaluate(() => globalThis.jump(61_000));
	await says(/has run out/);
});

async function expectAnnounced(page, pattern) {
	assert.match((await page.locator("[data-hold-status][role=status]").textContent()).trim(), pattern);
}

test("when the hold is over the page says so and offers another try, and somebody else can order", async here => {
	const { buyer, product, order } = await held(QUICK_SHOP);
	const other = await newUser(QUICK_SHOP);
	const page = await open(here, { base: QUICK_SHOP, as: buyer });
	const otherPage = await open(here, { base: QUICK_SHOP, as: other });

	await page.visit(`/orders/${order.id}`);
	assert.ok(await secondsLeft(page) <= Number(process.env.HOLD));
	await otherPage.visit(`/products/${product.id}`);
	assert.equal(await reserveButton(otherPage).count(), 0);
	await eventually(() => expectText(heading(page), /ran out/), 15);
	await expectText(page.getByRole("main"), /nothing was charged/i);
	assert.equal(await page.getByRole("button", { name: "Cancel this order" }).isVisible(), false);
	await eventually(async () => {
		await otherPage.reload();
		assert.equal(await reserveButton(otherPage).count(), 1);
	}, 3);
	await follow(otherPage, reserveButton(otherPage));
	await expectText(heading(otherPage), /held/);
	await follow(page, page.getByRole("main").getByRole("link", { name: "Try again" }));
	await expectText(heading(page), /ran out/);
	await expectText(page.getByRole("main"), /Late show/);
});

test("without JavaScript an order that ran out says so, and its ticket can be ordered again", async here => {
	const { buyer, order } = await held(QUICK_SHOP);
	const page = await open(here, { base: QUICK_SHOP, as: buyer, script: false });

	await page.visit(`/orders/${order.id}`);
	await expectText(heading(page), /held/);
	await eventually(async () => {
		await page.reload();
		await expectText(heading(page), /ran out/);
	}, 15);
	await follow(page, page.getByRole("listitem").getByRole("link", { name: "Late show" }).first());
	await follow(page, reserveButton(page));
	await expectText(heading(page), /held/);
});

test("after the hold the seller can edit the ticket again", async here => {
	const { seller, product } = await held(QUICK_SHOP);
	const page = await open(here, { base: QUICK_SHOP, as: seller });

	await page.waitForTimeout(1000 * Number(process.env.HOLD) + 300);
	await page.visit(`/products/${product.id}/edit`);
	await fill(page, { Title: "Later show" });
	await follow(page, page.getByRole("button", { name: "Save changes" }));
	await expectText(heading(page), /Later show/);
});

test("an open page of a ticket notices that it is gone, and that it is back", async here => {
	const [seller, buyer] = [await newUser(SHOP), await newUser(SHOP)];
	const product = await seller.sell("Encore", 30);
	const page = await open(here, { base: SHOP, as: await newUser(SHOP) });
	const look = () => page.clock.fastForward(10_500);

	await page.clock.install();
	await page.visit(`/products/${product.id}`);
	assert.ok(await reserveButton(page).isVisible());
	const order = await buyer.order(product);

	await look();
	await eventually(async () => assert.equal(await reserveButton(page).isVisible(), false));
	await expectText(page.getByRole("main"), /just been taken/);
	await buyer.api("DELETE", `/orders/${order.id}`);
	await look();
	await eventually(async () => assert.ok(await reserveButton(page).isVisible()));
});
