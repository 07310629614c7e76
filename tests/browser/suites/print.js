/* The ticket on paper. */
import assert from "node:assert/strict";
import { open } from "../lib/browser.js";
import { test } from "../lib/harness.js";
import { SHOP } from "../lib/pages.js";
import { newUser } from "../lib/shop.js";

test("a printed ticket is the ticket alone, dark on white whatever the scheme", async here => {
	const [seller, buyer] = [await newUser(SHOP), await newUser(SHOP)];
	const order = await buyer.order(await seller.sell("Gala", 0, 5), 2);
	const page = await open(here, { base: SHOP, as: buyer, scheme: "dark" });

	await page.visit(`/orders/${order.id}`);
	await page.emulateMedia({ media: "print", colorScheme: "dark" });
	const ticket = page.getByRole("article");

	assert.ok(await ticket.isVisible());
	assert.ok(await ticket.getByText("Gala").isVisible());
	assert.ok(await ticket.getByText(/^[A-HJKMNP-Z2-9]{8}$/).isVisible());
	assert.equal(await page.getByText(order.id).count(), 0);
	assert.ok(await page.getByText("This is a test shop").isVisible());
	for (const role of ["banner", "navigation", "contentinfo", "search", "button"])
		for (const part of await page.getByRole(role).all())
			assert.equal(await part.isVisible(), false, `${role} would be printed`);
	const [ink, paper] = await page.evaluate(() => {
		const of = (element, what) => getComputedStyle(element)[what];

		return [of(document.querySelector("article h2"), "color"), of(document.body, "backgroundColor")];
	});

	assert.ok(brightness(ink) < 60, `ink ${ink}`);
	assert.ok(brightness(paper) > 240, `paper ${paper}`);
});

function brightness(color) {
	const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);

	return alpha === 0 ? 255 : (red + green + blue) / 3;
}

test("the button prints", async here => {
	const [seller, buyer] = [await newUser(SHOP), await newUser(SHOP)];
	const order = await buyer.order(await seller.sell("Gala", 0));
	const notePrinting = () => { window.print = () => { window.printed = true; }; };
	const page = await open(here, { base: SHOP, as: buyer, init: [notePrinting] });

	await page.visit(`/orders/${order.id}`);
	await page.getByRole("button", { name: "Print" }).click();
	assert.equal(await page.evaluate(() => window.printed), true);
});
