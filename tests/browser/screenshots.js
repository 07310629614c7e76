/* Writes PAGE-SCHEME-WIDTH.png into the directory named. */
import { join } from "node:path";
import { DESK, PHONE, open, start, stop } from "./lib/browser.js";
import { SHOP } from "./lib/pages.js";
import { newUser } from "./lib/shop.js";

const directory = process.argv[2];

async function pictures() {
	const buyer = await newUser(SHOP, "robin");
	const products = await buyer.api("GET", "/products");
	const priced = products.find(product => product.price > 20 && product.available > 5);
	const free = products.find(product => product.price === 0 && product.available > 1);
	const held = await buyer.order(priced, 2);
	const complete = await buyer.order(free);
	const hook = await buyer.api("POST", "/webhooks", { url: "https://example.com/hooks/boxoffice", subjects: ["order:created"] });
	const ownProduct = await buyer.sell("Harvest Moon Folk Festival, Saturday", 42, 30);
	const single = await buyer.sell("Two seats in the royal box, as one", 120);
	const guest = await newUser(SHOP, "kim");
	const paid = await guest.order(ownProduct, 3);

	await guest.api("POST", "/payments", { orderId: paid.id, token: "tok_visa" });
	await guest.order(ownProduct, 2);
	await buyer.api("POST", `/orders/${paid.id}/refund`, { productId: ownProduct.id, quantity: 1 });

	return [
		["home", "/"], ["home-signed-in", "/", buyer], ["search", "/?q=festival"], ["product", `/products/${priced.id}`],
		["product-signed-in", `/products/${products.at(-1).id}`, buyer], ["order", `/orders/${held.id}`, buyer],
		["pay", `/orders/${held.id}/pay`, buyer], ["paid", `/orders/${paid.id}`, guest], ["single", `/products/${single.id}`, guest],
		["own", `/products/${ownProduct.id}`, buyer], ["sales", `/products/${ownProduct.id}/sales`, buyer], ["sale", `/orders/${paid.id}/sale`, buyer],
		["ticket", `/orders/${complete.id}`, buyer], ["orders", "/orders", buyer], ["sell", "/products/new", buyer],
		["webhooks", "/webhooks", buyer], ["webhook", `/webhooks/${hook.id}`, buyer], ["webhook-new", "/webhooks/new", buyer],
		["signup", "/auth/signup"], ["signin", "/auth/signin"], ["not-found", "/nowhere"],
	];
}

async function take([name, place, as], scheme, size) {
	const page = await open(null, { base: SHOP, as, scheme, size });

	await page.visit(place);
	await page.waitForTimeout(name === "order" ? 1200 : 0);
	await page.screenshot({ path: join(directory, `${name}-${scheme}-${size.width}.png`), animations: "disabled" });
	await page.close();
}

await start();
try {
	for (const picture of await pictures())
		for (const scheme of ["light", "dark"])
			for (const size of [PHONE, DESK])
				await take(picture, scheme, size);
} finally {
	await stop();
}
