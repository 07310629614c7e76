/* Every page in every state it has, looked at by lib/judge.js. */
import assert from "node:assert/strict";
import { open, follow } from "../lib/browser.js";
import { test } from "../lib/harness.js";
import { judge } from "../lib/judge.js";
import { QUICK_SHOP, SHOP, eventually, expectText, heading, press, reserveButton } from "../lib/pages.js";
import { newUser } from "../lib/shop.js";

const LONG = "Wolfgang-Amadeus-Mozart-Gesellschaft: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten"
	+ "gesellschaft plays the Requiem, K. 626, in the Grand Hall — 2026";

async function makeWorld(base) {
	const seller = await newUser(base, "seller-with-a-rather-long-address");
	const [buyer, idle] = [await newUser(base), await newUser(base)];
	const [single, many, few, gone, free, long] = [
		await seller.sell("Harvest Moon Folk Festival, Saturday", 129.99),
		await seller.sell("City Marathon, start block C", 45, 300),
		await seller.sell("Improv at the Attic, Friday 20:00", 14.5, 5),
		await seller.sell("Opening Gala: Die Zauberflöte", 499999999.99, 2),
		await seller.sell("Open rehearsal", 0, 40),
		await seller.sell(LONG, 1234567.89, 100000),
	];

	await idle.order(few, 4);
	await idle.order(gone, 2);
	const orders = {
		created: await buyer.order(many, 3),
		long: await buyer.order(long, 100),
		complete: await buyer.order(free, 2),
		cancelled: await buyer.order(single),
	};

	await buyer.api("DELETE", `/orders/${orders.cancelled.id}`);
	orders.several = await buyer.api("POST", "/orders", { items: [
		{ productId: many.id, quantity: 2 }, { productId: long.id, quantity: 1 }, { productId: free.id, quantity: 1 },
	] });
	orders.severalFree = await buyer.api("POST", "/orders", { items: [
		{ productId: free.id, quantity: 1 }, { productId: (await seller.sell("Open day", 0, 9)).id, quantity: 1 },
	] });
	return { seller, buyer, nobody: null, idle: await newUser(base), single, many, few, gone, free, long, orders };
}

const world = await makeWorld(SHOP);
const { single, many, few, gone, free, long, orders } = world;
const visit = place => page => page.visit(place);
const sell = visit("/products/new");

/* [what it is, who looks, how it comes up, words on it, status] */
const STATES = [
	["home", "nobody", visit("/"), /City Marathon/],
	["home of somebody signed in", "seller", visit("/"), /You are selling this/],
	["a search that finds", "nobody", visit("/?q=marathon"), /Results for marathon/],
	["a search that finds nothing", "buyer", visit("/?q=xyzzy"), /No tickets found/],
	["tickets for sale, signed out", "nobody", visit(`/products/${many.id}`), /Sign in to buy/],
	["tickets for sale, signed in", "idle", visit(`/products/${many.id}`), /Reserve/],
	["tickets that one holds already", "buyer", visit(`/products/${many.id}`), /Go to your order/],
	["tickets, few left", "idle", visit(`/products/${few.id}`), /Last one/],
	["tickets, a single one", "idle", visit(`/products/${single.id}`), /Reserve/],
	["tickets, sold out", "idle", visit(`/products/${gone.id}`), /Sold out/],
	["tickets, free", "idle", visit(`/products/${free.id}`), /Free/],
	["tickets with a long title", "idle", visit(`/products/${long.id}`), /Mozart/],
	["tickets of one's own", "seller", visit(`/products/${many.id}`), /You are selling this/],
	["an order that comes too late", "idle", orderTooLate, /already reserved/, 400],
	["the form to sell", "seller", sell, /Put on sale/],
	["the form to sell, with errors", "seller", async page => { await sell(page); await press(page, "Put on sale"); },
		/Title is required/, 400],
	["the form to edit", "seller", visit(`/products/${many.id}/edit`), /Save changes/],
	["the form to edit a reserved ticket", "seller", editReserved, /Cannot edit a reserved product/, 400],
	["sign-up", "nobody", visit("/auth/signup"), /Already have an account/],
	["sign-up, with errors", "nobody", async page => { await page.visit("/auth/signup"); await press(page, "Sign up"); },
		/Email must be valid/, 400],
	["sign-in", "nobody", visit("/auth/signin"), /New here/],
	["sign-in, refused", "nobody", signInWrong, /Invalid credentials/, 400],
	["sign-out", "buyer", visit("/auth/signout"), /Stay signed in/],
	["orders", "buyer", visit("/orders"), /Held.*Confirmed|Confirmed.*Held/],
	["no orders", "idle", visit("/orders"), /No orders yet/],
	["an order, held", "buyer", visit(`/orders/${orders.created.id}`), /held/],
	["an order, held, for much money", "buyer", visit(`/orders/${orders.long.id}`), /123,456,789/],
	["an order of several tickets", "buyer", visit(`/orders/${orders.several.id}`), /Total/],
	["an order, complete", "buyer", visit(`/orders/${orders.complete.id}`), /confirmed/],
	["an order of several tickets, complete", "buyer", visit(`/orders/${orders.severalFree.id}`), /Open day/],
	["an order, cancelled", "buyer", visit(`/orders/${orders.cancelled.id}`), /You cancelled this order/],
	["the page of nothing", "nobody", visit("/nowhere"), /Nothing here/, 404],
	["a ticket that isn't there", "buyer", visit("/products/000000000000000000000000"), /Nothing here/, 404],
	["somebody else's order", "seller", visit(`/orders/${orders.created.id}`), /Not yours/, 401],
	["somebody else's ticket to edit", "buyer", visit(`/products/${many.id}/edit`), /Not yours/, 401],
	["a form that has expired", "buyer", sendExpired, /expired/, 403],
];

for (const [name, who, come, words, status = 200] of STATES)
	test(`${name}: valid, accessible in light and dark, fits 320 px`, async here => {
		const page = await open(here, { base: SHOP, as: world[who] });

		await come(page);
		assert.equal(page.answer().status(), status);
		await expectText(page.getByRole("main"), words);
		await judge(page);
	});

test("an order that ran out while one looked: accessible in light and dark, fits 320 px", async here => {
	const [seller, buyer] = [await newUser(QUICK_SHOP), await newUser(QUICK_SHOP)];
	const order = await buyer.order(await seller.sell("Late show", 25));
	const page = await open(here, { base: QUICK_SHOP, as: buyer });

	await page.visit(`/orders/${order.id}`);
	await eventually(() => expectText(heading(page), /ran out/), 15);
	await judge(page, "as it runs out");
	await page.reload();
	await expectText(page.getByRole("main"), /Changed your mind/);
	await judge(page, "looked at again");
});

async function orderTooLate(page) {
	const product = await world.seller.sell("Last seat", 20);

	await page.visit(`/products/${product.id}`);
	await (await newUser(SHOP)).order(product);
	await follow(page, reserveButton(page));
}

async function editReserved(page) {
	const product = await world.seller.sell("Front row", 20);

	await page.visit(`/products/${product.id}/edit`);
	await (await newUser(SHOP)).order(product);
	await press(page, "Save changes");
}

async function signInWrong(page) {
	await page.visit("/auth/signin");
	await page.getByLabel("Email").fill(world.buyer.email);
	await page.getByLabel("Password", { exact: true }).fill("wrong");
	await press(page, "Sign in");
}

async function sendExpired(page) {
	await page.visit("/auth/signout");
	await page.evaluate(() => { document.querySelector("main input[name=csrf]").value = "0".repeat(64); });
	await press(page, "Sign out");
}
