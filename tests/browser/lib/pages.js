/* What a visitor does on the shop's pages, by the words on them. */
import assert from "node:assert/strict";
import { follow } from "./browser.js";

export const SHOP = process.env.SHOP;
export const QUICK_SHOP = process.env.QUICK_SHOP;
export const STRIPE_SHOP = process.env.STRIPE_SHOP;
export const STRIPE = process.env.STRIPE;

export const heading = page => page.getByRole("heading", { level: 1 });
export const reserveButton = page => page.getByRole("button", { name: /^Reserve/ });
export const countdown = page => page.locator("[data-clock]");

export async function fill(page, values) {
	for (const [label, value] of Object.entries(values))
		await page.getByRole("main").getByLabel(label, { exact: true }).fill(value);
}

export function press(page, name) {
	return follow(page, page.getByRole("main").getByRole("button", { name, exact: true }));
}

export async function expectText(locator, pattern) {
	const text = (await locator.innerText()).replace(/\s+/g, " ").trim();

	assert.match(text, pattern);
}

/* In the header, or on a phone at the foot. */
export async function expectSignedIn(page, email) {
	await expectText(page.locator("body"), new RegExp(`Signed in as ${email}`));
}

export function path(page) {
	return new URL(page.url()).pathname;
}

/* Seconds on the clock's face. */
export async function secondsLeft(page) {
	const face = await countdown(page).innerText();

	assert.match(face, /^\d+(:\d\d){1,2}$/);
	return face.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

/* Waits until `holds` does; the last thing it said if it doesn't. */
export async function eventually(holds, seconds = 10) {
	const end = Date.now() + seconds * 1000;

	for (;;) {
		try {
			return await holds();
		} catch (error) {
			if (Date.now() > end)
				throw error;
			await new Promise(resolve => setTimeout(resolve, 100));
		}
	}
}
