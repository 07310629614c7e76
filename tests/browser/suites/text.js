/* A text browser reads the shop, and a program without a browser can use its forms: cookie, token, POST, 303. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { test } from "../lib/harness.js";
import { SHOP } from "../lib/pages.js";
import { PASSWORD, Visitor, cookiesOf, newUser, word } from "../lib/shop.js";

const run = promisify(execFile);

async function lynx(place) {
	const { stdout } = await run("lynx", ["-dump", "-width=100", "-cfg=/dev/null", new URL(place, SHOP).href]);

	return stdout;
}

test("a text browser reads home, a ticket and the sign-in form", async () => {
	const seller = await newUser(SHOP);
	const title = `Poetry slam ${word()}`;
	const product = await seller.sell(title, 7.5, 60);
	const home = await lynx("/"), page = await lynx(`/products/${product.id}`), form = await lynx("/auth/signin");

	assert.match(home, new RegExp(`${title}[^]*7\\.50`));
	assert.match(home, new RegExp(`/products/${product.id}`));
	assert.match(page, new RegExp(`${title}[^]*7\\.50[^]*60 left[^]*Sign in to buy`));
	assert.match(form, /Email[^]*_{5}[^]*Password[^]*_{5}[^]*Sign in/);
	assert.doesNotMatch(home + page + form, /undefined|\{\{|%\w+;/);
});

/* The fields of the form on a page whose action ends so. */
function fieldsOf(html, action) {
	const forms = [...html.matchAll(/<form[^>]*\saction="([^"]*)"[^>]*>([^]*?)<\/form>/g)];
	const form = forms.find(([, to]) => to.endsWith(action));

	assert.ok(form, `no form for ${action}`);
	const fields = form[2].matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);

	return Object.fromEntries([...fields].map(([, name, value]) => [name, value]));
}

async function fieldsAt(visitor, place, action) {
	const answer = await visitor.get(place);

	assert.equal(answer.status, 200);
	return fieldsOf(await answer.text(), action);
}

/* Sends a page's form; where the 303 leads. */
async function send(visitor, place, action, typed = {}) {
	const answer = await visitor.form(action, { ...await fieldsAt(visitor, place, action), ...typed });

	assert.equal(answer.status, 303, await answer.text());
	return new URL(answer.headers.get("location"), SHOP).pathname;
}

test("the whole journey by form POST and 303", async () => {
	const [seller, buyer] = [new Visitor(SHOP), new Visitor(SHOP)];

	for (const visitor of [seller, buyer]) {
		const account = { email: `${word()}@example.com`, password: PASSWORD };

		assert.equal(await send(visitor, "/auth/signup", "/auth/signup", account), "/");
	}
	const ticket = await send(seller, "/products/new", "/products", { title: "Puppet theatre", price: "6", quantity: "1" });
	const order = await send(buyer, ticket, "/orders", { quantity: "1" });

	assert.match(order, /^\/orders\/[0-9a-f]{24}$/);
	assert.equal((await buyer.get(order)).status, 200);
	assert.equal(await send(buyer, order, `${order}/cancel`), order);
	assert.equal(await send(seller, `${ticket}/edit`, ticket, { title: "Puppet theatre", price: "0", quantity: "2" }), ticket);
	const free = await buyer.get(await send(buyer, ticket, "/orders", { quantity: "2" }));

	assert.match(await free.text(), /confirmed/);
	assert.equal(await send(buyer, "/auth/signout", "/auth/signout"), "/");
	assert.equal((await buyer.get("/orders")).status, 303);
});

test("one form sent five times at once makes one order, and all are led to it", async () => {
	const [seller, buyer] = [await newUser(SHOP), await newUser(SHOP)];
	const product = await seller.sell("Circus", 15, 50);
	const fields = await fieldsAt(buyer, `/products/${product.id}`, "/orders");
	const answers = await Promise.all(Array.from({ length: 5 }, () => buyer.form("/orders", { ...fields, quantity: "2" })));

	assert.deepEqual(answers.map(answer => answer.status), [303, 303, 303, 303, 303]);
	assert.equal(new Set(answers.map(answer => answer.headers.get("location"))).size, 1);
	assert.equal((await buyer.orders()).length, 1);
});

const seller = await newUser(SHOP);
const product = await seller.sell("Token check", 3, 9);
const order = await seller.order(product);

for (const [action, typed] of [
	["/auth/signup", { email: `${word()}@example.com`, password: PASSWORD }],
	["/auth/signin", { email: seller.email, password: PASSWORD }],
	["/auth/signout", {}],
	["/products", { title: "Unwanted", price: "1" }],
	[`/products/${product.id}`, { title: "Unwanted", price: "1" }],
	["/orders", { productId: product.id }],
	[`/orders/${order.id}/cancel`, {}],
])
	test(`a form for ${action.replace(/[0-9a-f]{24}/, "ID")} without its own token is refused and does nothing`, async () => {
		const other = await newUser(SHOP);
		const theirs = await fieldsAt(other, "/auth/signout", "/auth/signout");

		for (const csrf of [{}, { csrf: "" }, { csrf: "0".repeat(64) }, theirs]) {
			const answer = await seller.form(action, { ...typed, ...csrf });

			/* What signing in is for is so already: who is signed in is led on, and stays who he is. */
			assert.equal(answer.status, /sign(in|up)/.test(action) ? 303 : 403);
			assert.deepEqual(cookiesOf(answer).filter(line => line.startsWith("session=")), []);
		}
		assert.equal((await seller.orders()).length, 1);
		assert.equal((await seller.orders())[0].status, "created");
		assert.equal((await seller.api("GET", `/products/${product.id}`)).title, "Token check");
	});

test("pages with a session are kept by no cache, and no page may be framed", async () => {
	const visitor = new Visitor(SHOP);
	const pages = [[visitor, "/"], [visitor, "/auth/signin"], [visitor, "/nowhere"], [seller, "/"], [seller, "/orders"]];

	for (const [who, place] of pages) {
		const { headers } = await who.get(place);

		if (who === seller)
			assert.match(headers.get("cache-control"), /no-store/);
		assert.match(headers.get("content-security-policy"), /frame-ancestors 'none'/);
		assert.doesNotMatch(headers.get("content-security-policy"), /unsafe|\*|https?:/);
		assert.equal(headers.get("x-content-type-options"), "nosniff");
	}
});
