/* From signing up to signing out: a seller and a buyer, with JavaScript and without. */
import assert from "node:assert/strict";
import { follow, open } from "../lib/browser.js";
import { story, test } from "../lib/harness.js";
import { SHOP, countdown, eventually, expectSignedIn, expectText, fill, heading, path, press, reserveButton, secondsLeft }
	from "../lib/pages.js";
import { PASSWORD, newUser, word } from "../lib/shop.js";

const tell = script => {
	const rare = word();
	const title = `An evening with ${rare}, Hall 2`;
	const seller = { email: `seller-${word()}@example.com` };
	const buyer = { email: `buyer-${word()}@example.com` };
	let ticket, order;

	const main = page => page.getByRole("main");
	const titleLink = page => main(page).getByRole("link", { name: title });

	const sellerSignsUp = async here => {
		seller.page = await open(here, { base: SHOP, script });
		await seller.page.visit("/");
		await follow(seller.page, seller.page.getByRole("link", { name: "Sign up" }));
		await fill(seller.page, { Email: seller.email, Password: PASSWORD });
		await press(seller.page, "Sign up");
		await expectSignedIn(seller.page, seller.email);
		assert.equal(path(seller.page), "/");
	};

	const sellerSells = async () => {
		const { page } = seller;

		await follow(page, page.getByRole("navigation").getByRole("link", { name: /Sell/ }));
		await fill(page, { Title: title, "Price each, in USD": "49.90", "Tickets for sale": "1" });
		await press(page, "Put on sale");
		ticket = path(page);
		assert.match(ticket, /^\/products\/[0-9a-f]{24}$/);
		await expectText(heading(page), new RegExp(rare));
		await expectText(main(page), /49\.90/);
		await expectText(main(page), /You are selling this/);
	};

	const isAtHome = async () => {
		await seller.page.visit("/");
		assert.equal(await titleLink(seller.page).getAttribute("href"), ticket);
	};

	const isFound = async here => {
		const page = buyer.page = await open(here, { base: SHOP, script });

		await page.visit("/");
		await page.getByRole("searchbox").fill(rare);
		await follow(page, page.getByRole("search").getByRole("button"));
		await expectText(main(page), new RegExp(`Results for ${rare}`));
		assert.equal(await main(page).getByRole("article").count(), 1);
		await follow(page, titleLink(page));
		assert.equal(path(page), ticket);
	};

	const buyerSignsUp = async () => {
		const { page } = buyer;

		await follow(page, main(page).getByRole("link", { name: "Sign in to buy" }));
		await follow(page, main(page).getByRole("link", { name: "Sign up" }));
		await fill(page, { Email: buyer.email, Password: PASSWORD });
		await press(page, "Sign up");
		assert.equal(path(page), ticket);
		await expectSignedIn(page, buyer.email);
	};

	const buyerReserves = async () => {
		await follow(buyer.page, reserveButton(buyer.page));
		order = path(buyer.page);
		assert.match(order, /^\/orders\/[0-9a-f]{24}$/);
		await expectText(heading(buyer.page), /held/);
		await expectText(main(buyer.page), new RegExp(`${rare}.*49\\.90`));
	};

	const clockRuns = async () => {
		const before = await secondsLeft(buyer.page);

		assert.ok(before > 880 && before <= 900, `${before} s`);
		await buyer.page.waitForTimeout(2100);
		const passed = before - await secondsLeft(buyer.page);

		assert.ok(passed >= 1 && passed <= 4, `after 2 s the clock has moved by ${passed} s`);
	};

	const timeIsNamed = async () => {
		await expectText(main(buyer.page), /Held until/);
		assert.ok(Date.parse(await countdown(buyer.page).getAttribute("datetime")) > Date.now());
	};

	const othersSeeItGone = async here => {
		const page = await open(here, { base: SHOP, script });

		await page.visit(ticket);
		await expectText(main(page), /Sold out|Reserved/);
		assert.equal(await main(page).getByRole("link", { name: "Sign in to buy" }).count(), 0);
		await page.visit(`/?q=${rare}`);
		await expectText(main(page).getByRole("article"), /Sold out|Reserved/);
	};

	const sellerCantEdit = async () => {
		const { page } = seller;

		await page.visit(`${ticket}/edit`);
		const form = await page.getByRole("main").getByLabel("Title").count();

		if (form) {
			await fill(page, { "Price each, in USD": "60" });
			await press(page, "Save changes");
			assert.equal(page.answer().status(), 400);
		}
		await expectText(main(page), /Cannot edit a reserved product/);
		await page.visit(ticket);
		await expectText(main(page), /49\.90/);
	};

	const isListed = async () => {
		await follow(buyer.page, buyer.page.getByRole("navigation").getByRole("link", { name: /orders/i }));
		await expectText(main(buyer.page).getByRole("listitem"), new RegExp(`${rare}.*Held`));
		await follow(buyer.page, titleLink(buyer.page));
		assert.equal(path(buyer.page), order);
	};

	const buyerCancels = async () => {
		await press(buyer.page, "Cancel this order");
		assert.equal(path(buyer.page), order);
		await expectText(heading(buyer.page), /You cancelled this order/);
		await follow(buyer.page, main(buyer.page).getByRole("listitem").getByRole("link", { name: title }).first());
		assert.equal(await reserveButton(buyer.page).count(), 1);
	};

	const sellerEdits = async () => {
		const { page } = seller;

		await page.visit(ticket);
		await follow(page, main(page).getByRole("link", { name: "Edit" }));
		assert.equal(await page.getByLabel("Title").inputValue(), title);
		await fill(page, { "Price each, in USD": "0" });
		await press(page, "Save changes");
		assert.equal(path(page), ticket);
		await expectText(main(page), /Free/);
	};

	const freeIsConfirmed = async () => {
		const { page } = buyer;

		await page.visit(ticket);
		await follow(page, reserveButton(page));
		await expectText(heading(page), /confirmed/);
		await expectText(main(page).getByRole("article"), new RegExp(`${rare}.*Admits 1.*Reference [A-HJKMNP-Z2-9]{8}`));
		assert.equal(await countdown(page).count(), 0);
		assert.equal(await main(page).getByRole("button", { name: "Print" }).isVisible(), script);
		assert.equal(await main(page).getByRole("button", { name: "Cancel this order" }).count(), 0);
	};

	const signsOut = async () => {
		const { page } = buyer;

		await follow(page, page.getByRole("button", { name: "Sign out" }));
		assert.equal(path(page), "/");
		await expectText(page.getByRole("banner"), /Sign in/);
		await page.visit("/orders");
		assert.equal(path(page), "/auth/signin");
		await fill(page, { Email: buyer.email, Password: PASSWORD });
		await press(page, "Sign in");
		assert.equal(path(page), "/orders");
	};

	return [
		["a seller signs up and is signed in", sellerSignsUp],
		["puts a ticket on sale by the form", sellerSells],
		["sees it at home", isAtHome],
		["somebody finds it by a word of its title", isFound],
		["signs up on the way and is back at it", buyerSignsUp],
		["reserves it and sees it held", buyerReserves],
		script ? ["the clock runs down", clockRuns] : ["the page says until when", timeIsNamed],
		["everybody else sees that it is gone", othersSeeItGone],
		["its seller can't edit it now", sellerCantEdit],
		["the buyer finds the order among theirs", isListed],
		["cancels it, and the ticket is on sale again", buyerCancels],
		["the seller edits it and makes it free", sellerEdits],
		["a free ticket is confirmed at once", freeIsConfirmed],
		["the buyer signs out, and in again on the way to the orders", signsOut],
	];
};

story("journey with JavaScript", tell(true));
story("journey without JavaScript", tell(false));

/*
 * Clicks twice, the second time while the first's answer, already given by the server, is on its way; how often the form
 * was sent.
 */
async function clickTwice(page, button, action) {
	let posts = 0;

	await page.route(action, async route => {
		if (route.request().method() !== "POST")
			return route.continue();
		const answer = await route.fetch({ maxRedirects: 0 });

		if (++posts === 1)
			await new Promise(resolve => setTimeout(resolve, 800));
		return route.fulfill({ response: answer }).catch(() => {}); // this one the browser may have given up
	});
	await button.scrollIntoViewIfNeeded();
	const { x, y } = await button.boundingBox();

	await page.mouse.click(x + 9, y + 9);
	await eventually(async () => assert.equal(posts, 1));
	await page.mouse.click(x + 9, y + 9);
	return () => posts;
}

for (const [script, times] of [[true, 1], [false, 2]]) {
	const how = script ? "with JavaScript" : "without JavaScript";

	test(`a second click on Reserve makes no second order, ${how}`, async here => {
		const [seller, buyer] = [await newUser(SHOP), await newUser(SHOP)];
		const product = await seller.sell("Open air", 12.5, 8);
		const page = await open(here, { base: SHOP, as: buyer, script });

		await page.visit(`/products/${product.id}`);
		const sent = await clickTwice(page, reserveButton(page), "**/orders");

		await eventually(async () => assert.match(path(page), /^\/orders\/[0-9a-f]{24}$/));
		assert.equal(sent(), times);
		assert.equal((await buyer.orders()).length, 1);
	});

	test(`a second click on Sign up signs up once, and in, ${how}`, async here => {
		const email = `${word()}@example.com`;
		const page = await open(here, { base: SHOP, script });

		await page.visit("/auth/signup");
		await fill(page, { Email: email, Password: PASSWORD });
		const sent = await clickTwice(page, page.getByRole("main").getByRole("button", { name: "Sign up" }), "**/auth/signup");

		await eventually(() => expectSignedIn(page, email));
		assert.equal(sent(), times);
	});

	test(`a second click on Put on sale puts one on sale, ${how}`, async here => {
		const seller = await newUser(SHOP);
		const rare = word();
		const page = await open(here, { base: SHOP, as: seller, script });

		await page.visit("/products/new");
		await fill(page, { Title: `Revue ${rare}`, "Price each, in USD": "5" });
		const sent = await clickTwice(page, page.getByRole("button", { name: "Put on sale" }), "**/products");

		await eventually(async () => assert.match(path(page), /^\/products\/[0-9a-f]{24}$/));
		assert.equal(sent(), times);
		assert.equal((await seller.api("GET", `/products?q=${rare}`)).length, 1);
	});
}

test("back from an order, the form works again", async here => {
	const [seller, buyer] = [await newUser(SHOP), await newUser(SHOP)];
	const product = await seller.sell("Matinee", 8, 8);
	const page = await open(here, { base: SHOP, as: buyer });

	await page.visit(`/products/${product.id}`);
	await follow(page, reserveButton(page));
	await page.goBack();
	await follow(page, reserveButton(page));
	assert.match(path(page), /^\/orders\//);
	assert.equal((await buyer.orders()).length, 2);
});

test("the total follows the quantity, and the order is of that many", async here => {
	const [seller, buyer] = [await newUser(SHOP), await newUser(SHOP)];
	const product = await seller.sell("Quartet", 19.99, 30);
	const page = await open(here, { base: SHOP, as: buyer });

	await page.visit(`/products/${product.id}`);
	await page.getByLabel("How many?").selectOption("3");
	await expectText(page.locator("[data-total]"), /59\.97/);
	await follow(page, reserveButton(page));
	await expectText(page.getByRole("main"), /59\.97/);
	const [order] = await buyer.orders();

	assert.equal(order.items[0].quantity, 3);
	assert.equal(order.total, 59.97);
});

test("more tickets than fit a page are reached page by page, each once, the newest first", async here => {
	const seller = await newUser(SHOP);
	const rare = word();
	const page = await open(here, { base: SHOP });
	const titles = Array.from({ length: 30 }, (_, i) => `${rare} night ${i + 1}`);
	const seen = [];

	for (const title of titles)
		await seller.sell(title, 5);
	await page.visit(`/?q=${rare}`);
	for (let pages = 1; ; pages++) {
		seen.push(...await page.getByRole("article").getByRole("link").allInnerTexts());
		const older = page.getByRole("link", { name: "Older tickets" });

		if (await older.count() === 0) {
			assert.equal(pages, 2);
			break;
		}
		await follow(page, older);
	}
	assert.deepEqual(seen, titles.reverse());
});
