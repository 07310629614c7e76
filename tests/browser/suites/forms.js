/* Forms that fail come back filled, the password aside, with each message beside its field. */
import assert from "node:assert/strict";
import { follow, open } from "../lib/browser.js";
import { test } from "../lib/harness.js";
import { SHOP, expectText, fill, heading, path, press, reserveButton } from "../lib/pages.js";
import { PASSWORD, newUser, word } from "../lib/shop.js";

const known = await newUser(SHOP);
const PRICE = "Price each, in USD";
const COUNT = "Tickets for sale";

const forms = {
	signUp: { at: "/auth/signup", button: "Sign up" },
	signIn: { at: "/auth/signin", button: "Sign in" },
	sell: { at: "/products/new", button: "Put on sale", signedIn: true },
};

const price = ([value, words]) => ({
	name: `a price of ${value || "nothing"}`, form: forms.sell, wrong: { [PRICE]: words },
	fill: { Title: "Concert", [PRICE]: value, [COUNT]: "3" },
});

const failures = [
	{ name: "signing up with no email and a short password", plain: true, form: forms.signUp,
		fill: { Email: "nobody", Password: "abc" },
		wrong: { Email: "Email must be valid", Password: "Password must be between 4 and 20 characters" } },
	{ name: "signing up with a long password", form: forms.signUp,
		fill: { Email: "a@example.com", Password: "x".repeat(21) },
		wrong: { Password: "Password must be between 4 and 20 characters" } },
	{ name: "a taken email", form: forms.signUp, fill: { Email: known.email.toUpperCase(), Password: PASSWORD },
		says: "Email in use" },
	{ name: "signing in with nothing", form: forms.signIn, fill: {},
		wrong: { Email: "Email must be valid", Password: "You must supply a password" } },
	{ name: "a wrong password", plain: true, form: forms.signIn, fill: { Email: known.email, Password: "wrong" },
		says: "Invalid credentials" },
	{ name: "an unknown email", form: forms.signIn, fill: { Email: `${word()}@example.com`, Password: PASSWORD },
		says: "Invalid credentials" },
	{ name: "a ticket with everything wrong", plain: true, form: forms.sell,
		fill: { Title: " ", [PRICE]: "cheap", [COUNT]: "0" },
		wrong: { Title: "Title is required", [PRICE]: "Price must be a number, such as 12.50", [COUNT]: "Quantity must be between 1 and 100000" } },
	...Object.entries({ "0.001": "Price can have two decimals at most", "-1": "Price can't be below 0", "1e400": "Price must be a number, such as 12.50",
		NaN: "Price must be a number, such as 12.50", 1000000000: "Price can be 999,999,999.99 at most", "": "Price is missing: 0 makes it free",
		"1,000": "Price 1,000 can be read in two ways: please write it without the comma" }).map(price),
];

for (const failure of failures)
	for (const script of failure.plain ? [true, false] : [true])
		test(`${failure.name} comes back with the reason beside the field${script ? "" : ", without JavaScript"}`,
			here => failForm(here, failure, script));

async function failForm(here, { form, fill: values, wrong = {}, says }, script) {
	const page = await open(here, { base: SHOP, as: form.signedIn ? known : null, script });
	const messages = [...Object.values(wrong), ...says ? [says] : []];

	await page.visit(form.at);
	await fill(page, values);
	await press(page, form.button);
	assert.equal(page.answer().status(), 400);
	for (const message of messages)
		await expectText(page.getByRole("alert"), new RegExp(message));
	for (const [label, message] of Object.entries(wrong))
		await expectBeside(page, label, message);
	assert.equal(await page.locator("[aria-invalid=true]").count(), Object.keys(wrong).length);
	for (const [label, value] of Object.entries(values))
		assert.equal(await fieldOf(page, label).inputValue(), label === "Password" ? "" : value);
	assert.ok(await page.getByRole("alert").evaluate(alert => alert === document.activeElement), "the summary isn't focused");
}

function fieldOf(page, label) {
	return page.getByRole("main").getByLabel(label, { exact: true });
}

/* The message is what assistive technology reads with the field, and stands just above or below it. */
async function expectBeside(page, label, message) {
	const field = fieldOf(page, label);
	const ids = (await field.getAttribute("aria-describedby")).split(/\s+/);
	const described = ids.map(id => page.locator(`[id="${id}"]`));
	const texts = await Promise.all(described.map(one => one.innerText()));
	const at = texts.findIndex(text => text.trim() === message);

	assert.notEqual(at, -1, `${label} is described by ${JSON.stringify(texts)}, not by "${message}"`);
	const [box, words] = [await field.boundingBox(), await described[at].boundingBox()];
	const gap = Math.max(words.y - box.y - box.height, box.y - words.y - words.height);

	assert.ok(words.height > 0 && gap < 40, `${gap} px from its field`);
}

test("a message in the summary leads to its field", async here => {
	const page = await open(here, { base: SHOP, as: known });

	await page.visit("/products/new");
	await press(page, "Put on sale");
	await page.getByRole("alert").getByRole("link", { name: "Title is required" }).click();
	assert.equal(await page.evaluate(() => document.activeElement.name), "title");
});

test("an edit that fails comes back as typed, and the ticket stays as it was", async here => {
	const product = await known.sell("Recital", 20, 4);
	const page = await open(here, { base: SHOP, as: known });

	await page.visit(`/products/${product.id}/edit`);
	await fill(page, { Title: "Changed", [PRICE]: "0.001" });
	await press(page, "Save changes");
	assert.equal(page.answer().status(), 400);
	await expectBeside(page, PRICE, "Price can have two decimals at most");
	assert.equal(await page.getByLabel("Title").inputValue(), "Changed");
	assert.equal((await known.api("GET", `/products/${product.id}`)).title, "Recital");
});

test("of two edits at once the second is told, and goes through when sent again", async here => {
	const product = await known.sell("Recital", 20, 4);
	const page = await open(here, { base: SHOP, as: known });

	await page.visit(`/products/${product.id}/edit`);
	await known.api("PUT", `/products/${product.id}`, { title: "Recital in the park", price: 22, quantity: 4 });
	await fill(page, { Title: "Recital indoors" });
	await press(page, "Save changes");
	assert.equal(page.answer().status(), 409);
	await expectText(page.getByRole("alert"), /changed/i);
	assert.equal(await page.getByLabel("Title").inputValue(), "Recital indoors");
	await press(page, "Save changes");
	await expectText(heading(page), /Recital indoors/);
});

test("an order for what somebody else has just taken comes back with the reason", async here => {
	const product = await known.sell("Last seat", 20);
	const page = await open(here, { base: SHOP, as: await newUser(SHOP) });

	await page.visit(`/products/${product.id}`);
	await (await newUser(SHOP)).order(product);
	await follow(page, reserveButton(page));
	assert.equal(page.answer().status(), 400);
	await expectText(page.getByRole("alert"), /already reserved/);
	await expectText(heading(page), /Last seat/);
});

test("a title that is HTML is shown as text everywhere", async here => {
	const title = `<script>alert(1)</script> <img src=x onerror=alert(2)> "' ${word()}`;
	const product = await known.sell(title, 0, 9);
	const buyer = await newUser(SHOP);
	const order = await buyer.order(product);
	const page = await open(here, { base: SHOP, as: buyer });

	for (const place of ["/", `/products/${product.id}`, "/orders", `/orders/${order.id}`, `/?q=${encodeURIComponent(title)}`]) {
		await page.visit(place);
		const text = await page.getByRole("main").textContent();

		assert.ok(text.includes(title), `not on ${place}`);
		assert.equal(await page.locator("main img").count(), 0);
	}
	const own = await open(here, { base: SHOP, as: known });

	await own.visit(`/products/${product.id}/edit`);
	assert.equal(await own.getByLabel("Title").inputValue(), title);
});

test("the password can be shown and hidden again", async here => {
	const page = await open(here, { base: SHOP });
	const field = page.getByLabel("Password", { exact: true });
	const button = page.getByRole("button", { name: "Show password" });

	await page.visit("/auth/signup");
	await field.fill("secret");
	for (const type of ["text", "password"]) {
		await button.click();
		assert.equal(await field.getAttribute("type"), type);
		assert.equal(await button.getAttribute("aria-pressed"), String(type === "text"));
	}
});

test("somebody already signed in who signs up as another is that other", async here => {
	const page = await open(here, { base: SHOP, as: known });
	const email = `${word()}@example.com`;

	await page.visit("/auth/signup");
	await fill(page, { Email: email, Password: PASSWORD });
	await press(page, "Sign up");
	await expectText(page.getByRole("banner"), new RegExp(email));
});

test("after signing in only an address of the shop is gone to", async here => {
	for (const next of ["https://example.net/", "//example.net/", "/\\example.net", "javascript:alert(1)"]) {
		const page = await open(here, { base: SHOP });

		await page.visit(`/auth/signin?next=${encodeURIComponent(next)}`);
		await fill(page, { Email: known.email, Password: known.password });
		await press(page, "Sign in");
		assert.equal(page.url(), SHOP);
	}
});

test("a form on another site can order nothing", async here => {
	const product = await known.sell("Bait", 5, 3);
	const victim = await newUser(SHOP);
	const page = await open(here, { base: SHOP, as: victim });

	await page.setContent(`<form method="post" action="${SHOP}orders">
		<input name="productId" value="${product.id}"><button>Win</button></form>`);
	await follow(page, page.getByRole("button"));
	assert.equal(page.answer().status(), 403);
	assert.deepEqual(await victim.orders(), []);
	assert.equal(path(page), "/orders");
});

/* The page as a shop has it that sells for yen. */
test("the sum beside the quantity is written as the price is", async here => {
	const product = await known.sell("Gala", 1234, 9);
	const page = await open(here, { base: SHOP, as: await newUser(SHOP) });

	await page.route(`**/products/${product.id}`, async route => {
		const answer = await route.fetch();

		await route.fulfill({ response: answer, body: (await answer.text()).replaceAll("$1,234.00", "1,234 JPY").replaceAll('"USD"', '"JPY"') });
	});
	await page.visit(`/products/${product.id}`);
	await page.getByLabel("How many?").selectOption("2");
	await expectText(page.locator("[data-total]"), /^Total 2,468 JPY$/);
});
