/* Paying, with JavaScript and without: by test cards, on Stripe's page, in Stripe's field on ours; and money that goes back. */
import assert from "node:assert/strict";
import { PHONE, follow, open } from "../lib/browser.js";
import { story, test } from "../lib/harness.js";
import { judge } from "../lib/judge.js";
import { LOW_PHONE, enter, named, tabTo } from "../lib/keyboard.js";
import { SHOP, STRIPE, STRIPE_SHOP, eventually, expectText, heading, path, reserveButton } from "../lib/pages.js";
import { newUser } from "../lib/shop.js";

const main = page => page.getByRole("main");
const button = (page, name) => main(page).getByRole("button", { name });
const payButton = page => button(page, /^Pay \$/);
const card = (page, name) => page.getByRole("radio", { name });
const charged = page => main(page).getByRole("region", { name: /ayment/ });

async function held(base, { price = 25, quantity = 9, ordered = 2 } = {}) {
	const [seller, buyer] = [await newUser(base, "seller"), await newUser(base, "buyer")];
	const product = await seller.sell("Late show", price, quantity);

	return { seller, buyer, product, order: await buyer.order(product, ordered) };
}

/* The page where the order is paid, come to from the order. */
async function atTill(here, { buyer, order }, options = {}) {
	const page = await open(here, { base: SHOP, as: buyer, ...options });

	await page.visit(`/orders/${order.id}`);
	await follow(page, main(page).getByRole("link", { name: /^Pay / }));
	await expectText(heading(page), /Pay for your tickets/);
	return page;
}

const isPaid = page => expectText(heading(page), /tickets are confirmed/);

/* By itself where there are scripts, else at the next look. */
function becomes(page, script, pattern) {
	return eventually(async () => {
		if (!script)
			await page.reload();
		await expectText(heading(page), pattern);
	}, 25);
}

/* ---- test cards */

for (const script of [true, false]) {
	const how = script ? "with JavaScript" : "without JavaScript";
	const look = page => script ? judge(page) : undefined;

	test(`a good card pays, ${how}`, async here => {
		const sale = await held(SHOP);
		const page = await atTill(here, sale, { script });

		await look(page);
		await follow(page, payButton(page));
		await isPaid(page);
		await expectText(charged(page), /Paid \$50\.00/);
		await look(page);
		await follow(page, main(page).getByRole("link", { name: /^Receipt/ }));
		await expectText(main(page), /Receipt.*Paid \$50\.00/);
		await look(page);
	});

	test(`a declined card says why, and another one pays, ${how}`, async here => {
		const sale = await held(SHOP);
		const page = await atTill(here, sale, { script });

		await card(page, /too little money/).check();
		assert.equal((await follow(page, payButton(page))).status(), 402);
		await expectText(page.getByRole("alert"), /insufficient funds.*still held/);
		assert.equal((await sale.buyer.api("GET", `/orders/${sale.order.id}`)).status, "created");
		await look(page);
		await page.visit(`/orders/${sale.order.id}`);
		await expectText(main(page), /insufficient funds/);
		await follow(page, main(page).getByRole("link", { name: /^Pay / }));
		await follow(page, payButton(page));
		await isPaid(page);
		assert.equal(await charged(page).count(), 1);
	});

	test(`a card that asks is paid after a yes, and not after a no, ${how}`, async here => {
		const sale = await held(SHOP);
		const page = await atTill(here, sale, { script });

		await card(page, /asks for confirmation/).check();
		await follow(page, payButton(page));
		await expectText(heading(page), /Is this payment yours/);
		await look(page);
		await follow(page, button(page, "No, do not pay"));
		await expectText(main(page), /not confirmed.*You can pay again/);
		await look(page);
		await follow(page, main(page).getByRole("link", { name: /^Pay / }));
		await card(page, /asks for confirmation/).check();
		await follow(page, payButton(page));
		await page.visit(`/orders/${sale.order.id}`);
		await follow(page, main(page).getByRole("link", { name: "Confirm it with your bank" }));
		await follow(page, button(page, /^Yes, pay/));
		await isPaid(page);
	});

	test(`a card that answers late pays once, although Pay was clicked twice, ${how}`, async here => {
		const page = await atTill(here, await held(SHOP), { script });

		await card(page, /answers late/).check();
		await payButton(page).dblclick({ noWaitAfter: true });
		await eventually(() => isPaid(page));
		await expectText(charged(page), /Paid \$50\.00/);
		assert.equal(await charged(page).count(), 1);
	});

	test(`when the answer is lost the page shows the outcome ${script ? "by itself" : "at the next look"}`, async here => {
		const page = await atTill(here, await held(SHOP), { script });

		await card(page, /answer is lost/).check();
		await follow(page, payButton(page));
		await expectText(heading(page), /being confirmed/);
		assert.equal(await main(page).getByRole("link", { name: "Confirm it with your bank" }).count(), 0);
		await becomes(page, script, /tickets are confirmed/);
	});
}

test("an order whose payment is under way: accessible in light and dark, fits 320 px", async here => {
	const { buyer, order } = await held(SHOP);
	const page = await open(here, { base: SHOP, as: buyer, script: false });

	await buyer.api("POST", "/payments", { orderId: order.id, token: "tok_threeDSecureRequired" });
	const seen = await open(here, { base: SHOP, as: buyer });

	await page.visit(`/orders/${order.id}/pay`);
	await expectText(heading(page), /under way/);
	await seen.visit(`/orders/${order.id}`);
	await expectText(heading(seen), /being confirmed/);
	await judge(seen);
	await seen.visit("/orders");
	await expectText(main(seen), /Payment under way/);
});

test("paying by keyboard alone, on a low phone", async here => {
	const { buyer, order } = await held(SHOP);
	const page = await open(here, { base: SHOP, as: buyer, size: LOW_PHONE });

	await page.visit(`/orders/${order.id}`);
	await tabTo(page, named(/^Pay \$/));
	await enter(page);
	await tabTo(page, named(/^Card that is accepted/));
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowUp");
	await tabTo(page, named(/^Pay \$/));
	await enter(page);
	await isPaid(page);
});

/* ---- Stripe */

const stripe = { base: STRIPE_SHOP, also: STRIPE };
const field = (page, name) => page.frameLocator("iframe").getByLabel(name);

async function type(page, number) {
	await field(page, "Card number").fill(number);
	await field(page, "Expiry").fill("12 / 40");
	await field(page, "CVC").fill("123");
}

/* The form goes once the card has a name: the page is left a while after the click. */
async function payHere(page) {
	const left = page.waitForEvent("framenavigated", frame => frame === page.mainFrame());

	await payButton(page).click();
	await left;
	await page.waitForLoadState("load");
}

async function charges(order) {
	const { charges: all } = await (await fetch(new URL("/ledger", STRIPE))).json();

	return all.filter(charge => charge.order === order.id).map(charge => `${charge.amount}-${charge.refunded}`);
}

/* On the stand-in's own page. */
async function payThere(page, token) {
	await page.getByLabel("Card").selectOption(token);
	return follow(page, page.getByRole("button", { name: "Pay" }));
}

test("without JavaScript one pays on Stripe's page: declined, then paid", async here => {
	const sale = await held(STRIPE_SHOP);
	const page = await atTill(here, sale, { ...stripe, script: false });

	assert.equal(await page.locator("iframe").count(), 0);
	await follow(page, button(page, "Continue to payment"));
	assert.equal(new URL(page.url()).origin, new URL(STRIPE).origin);
	await payThere(page, "tok_chargeDeclined");
	await expectText(page.getByRole("alert"), /declined/);
	await payThere(page, "tok_visa");
	assert.equal(path(page), `/orders/${sale.order.id}`);
	await becomes(page, false, /tickets are confirmed/);
	assert.deepEqual(await charges(sale.order), ["5000-0"]);
});

test("without JavaScript a card on Stripe's page asks the bank", async here => {
	const sale = await held(STRIPE_SHOP);
	const page = await atTill(here, sale, { ...stripe, script: false });

	await follow(page, button(page, "Continue to payment"));
	await payThere(page, "tok_threeDSecureRequired");
	await follow(page, page.getByRole("button", { name: "Complete" }));
	assert.equal(path(page), `/orders/${sale.order.id}`);
	await becomes(page, false, /tickets are confirmed/);
});

test("with JavaScript the page takes the card in Stripe's field, once, although Pay was clicked twice", async here => {
	const sale = await held(STRIPE_SHOP);
	const page = await atTill(here, sale, stripe);

	await field(page, "Card number").waitFor();
	await judge(page);
	assert.equal(await button(page, "Continue to payment").isVisible(), false);
	await type(page, "4242 4242 4242 4242");
	await payButton(page).dblclick({ noWaitAfter: true });
	await eventually(() => isPaid(page));
	assert.deepEqual(await charges(sale.order), ["5000-0"]);
});

test("in Stripe's field a wrong number is said at once, and a declined card can be followed by another", async here => {
	const sale = await held(STRIPE_SHOP);
	const page = await atTill(here, sale, stripe);

	await type(page, "4242");
	await payButton(page).click();
	await eventually(() => expectText(page.getByRole("alert").first(), /number is incomplete/));
	await type(page, "4000000000000002");
	await payHere(page);
	assert.equal(page.answer().status(), 402);
	await expectText(page.getByRole("alert").first(), /was declined.*still held/);
	await judge(page);
	await type(page, "4242424242424242");
	await payHere(page);
	await isPaid(page);
	assert.deepEqual(await charges(sale.order), ["5000-0"]);
});

/* A no is settled within a minute, by the job: longer than a test waits. */
for (const [answer, outcome, charge] of [["Complete", /^Receipt$/, ["5000-0"]], ["Fail", /being confirmed/, []]])
	test(`a card in Stripe's field asks the bank; the receipt follows the answer "${answer}"`, async here => {
		const sale = await held(STRIPE_SHOP);
		const page = await atTill(here, sale, stripe);

		await type(page, "4000002500003155");
		await payHere(page);
		assert.match(page.url(), /\/3ds\//);
		await page.visit(`/orders/${sale.order.id}`);
		await follow(page, main(page).getByRole("link", { name: "Confirm it with your bank" }));
		await follow(page, page.getByRole("button", { name: answer }));
		assert.match(path(page), /^\/payments\/[0-9a-f]{24}$/);
		await becomes(page, true, outcome);
		assert.deepEqual(await charges(sale.order), charge);
	});

test("where Stripe's script doesn't come, its page takes the card", async here => {
	const sale = await held(STRIPE_SHOP);
	const page = await open(here, { ...stripe, as: sale.buyer });

	await page.route("**/v3/", route => route.fulfill({ body: "", contentType: "text/javascript" }));
	await page.visit(`/orders/${sale.order.id}/pay`);
	assert.equal(await payButton(page).isVisible(), false);
	await judge(page);
	await follow(page, button(page, "Continue to payment"));
	await payThere(page, "tok_visa");
	await becomes(page, true, /tickets are confirmed/);
});

test("a payment that comes after the tickets are gone is shown, refunded, with its reason", async here => {
	const sale = await held(STRIPE_SHOP, { quantity: 2 });
	const page = await atTill(here, sale, stripe);

	await follow(page, button(page, "Pay on the provider's page instead"));
	await sale.buyer.api("DELETE", `/orders/${sale.order.id}`);
	await (await newUser(STRIPE_SHOP)).order(sale.product, 2);
	await payThere(page, "tok_visa");
	await eventually(() => expectText(charged(page), /Late payment.*tickets were gone.*Refunded \$50\.00/), 25);
	await judge(page);
	await eventually(async () => assert.deepEqual(await charges(sale.order), ["5000-5000"]), 25);
});

/* ---- the seller */

for (const script of [true, false]) {
	const tell = () => {
		let sale, page;
		const look = () => script ? judge(page) : undefined;

		return [
			["from the tickets, through the sales, to one that was paid", async here => {
				sale = await held(SHOP);
				await sale.buyer.api("POST", "/payments", { orderId: sale.order.id, token: "tok_visa" });
				page = await open(here, { base: SHOP, as: sale.seller, script });
				await page.visit(`/products/${sale.product.id}`);
				await follow(page, main(page).getByRole("link", { name: "Sales" }));
				await expectText(main(page), /Sold 2 Held 0 On sale 7.*Tickets: 2.*\$50\.00/);
				await look();
				await follow(page, main(page).getByRole("link", { name: "Tickets: 2" }));
				await expectText(heading(page), /Refund tickets/);
				assert.doesNotMatch(await page.content(), new RegExp(`${sale.buyer.email}|${sale.buyer.id}`));
				await look();
			}],
			["one ticket goes back", async () => {
				await follow(page, button(page, /^Refund tickets of/));
				await expectText(main(page), /Refunded: 1, left: 1/);
				await look();
			}],
			["the buyer sees which still admits", async here => {
				const theirs = await open(here, { base: SHOP, as: sale.buyer, script });

				await theirs.visit(`/orders/${sale.order.id}`);
				await expectText(main(theirs), /Admits 1.*refunded \$25\.00 of \$50\.00.*Refunded: 1/);
			}],
			["then all of them", async () => {
				await follow(page, button(page, "Refund everything"));
				await expectText(heading(page), /Everything was refunded/);
				await look();
				await follow(page, main(page).getByRole("link", { name: /^All sales/ }));
				await expectText(main(page), /Sold 0.*Refunded/);
			}],
			["the buyer sees the order refunded", async here => {
				const theirs = await open(here, { base: SHOP, as: sale.buyer, script });

				await theirs.visit("/orders");
				await expectText(main(theirs).getByRole("listitem"), /Refunded/);
				await follow(theirs, main(theirs).getByRole("link", { name: "Late show" }));
				await expectText(heading(theirs), /This order was refunded/);
				await expectText(charged(theirs), /Refunded \$50\.00/);
				if (script)
					await judge(theirs);
			}],
		];
	};

	story(`a seller's refund ${script ? "with" : "without"} JavaScript`, tell());
}

/* ---- on a phone */

test("on a phone the button to buy is in sight without scrolling, signed in or not", async here => {
	const { product } = await held(SHOP);
	const single = await (await newUser(SHOP)).sell("A very long title of an evening that takes three lines of a phone's page at least", 99);

	for (const [as, { id }] of [[await newUser(SHOP), product], [null, product], [await newUser(SHOP), single]]) {
		const page = await open(here, { base: SHOP, as, size: PHONE });

		await page.visit(`/products/${id}`);
		const box = await (as ? reserveButton(page) : main(page).getByRole("link", { name: "Sign in to buy" })).boundingBox();

		assert.ok(box.y >= 0 && box.y + box.height <= PHONE.height, `the button is at ${box.y} px of ${PHONE.height}`);
	}
});

test("the page of nothing searches", async here => {
	const page = await open(here, { base: SHOP });

	await page.visit("/nowhere");
	await page.getByLabel("What are you looking for?").fill("zyzzyva");
	await follow(page, main(page).getByRole("button", { name: "Search tickets" }));
	await expectText(main(page), /Results for zyzzyva/);
});
