/* Webhooks by page: none yet, added, its secret, a ping, off and on. */
import { test } from "../lib/harness.js";
import { judge } from "../lib/judge.js";
import { open } from "../lib/browser.js";
import { SHOP, expectText, fill, press } from "../lib/pages.js";
import { newUser } from "../lib/shop.js";

test("a webhook is added, pinged, switched off and on, without JavaScript's help", async here => {
	const page = await open(here, { base: SHOP, as: await newUser(SHOP, "hooks") });
	const main = page.getByRole("main");

	await page.visit("/webhooks");
	await expectText(main, /No webhooks yet/);
	await judge(page);
	await page.visit("/webhooks/new");
	await press(page, "Add webhook");
	await expectText(main, /URL is required/);
	await judge(page);
	await fill(page, { URL: "https://example.com/a-rather-long-address/that-does-not-end/so-soon/on-a-phone?key=0123456789abcdef" });
	await main.getByLabel("order:created").check();
	await press(page, "Add webhook");
	await expectText(main, /whsec_[0-9a-f]{64}/);
	await press(page, "Send a ping");
	await expectText(main, /ping Waiting/);
	await judge(page);
	await press(page, "Switch it off");
	await expectText(main, /This webhook is off/);
	await judge(page);
	await press(page, "Switch it on");
	await page.visit("/webhooks");
	await expectText(main, /Nothing delivered yet/);
	await judge(page);
});
