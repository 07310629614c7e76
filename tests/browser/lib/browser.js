/* Chromium, and pages that remember what they complained about. */
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/* Debian's; the one without windows needs a third of the time. */
const BROWSERS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
/* No sandbox: it sees our own pages alone, and is refused to root and in most containers. */
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync"];
const PATIENCE = 15_000;

export const PHONE = { width: 390, height: 780 };
export const DESK = { width: 1280, height: 800 };

let browser;

export async function start() {
	browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? BROWSERS.find(existsSync),
		args: FLAGS,
	});
}

export async function stop() {
	await browser?.close();
}

/*
 * A window of its own, as a user or as nobody: { base, as, script, scheme, size, motion, init, also }, `also` being another
 * address that it may ask. The page has more than Playwright's: `complaints`, `visit(path)`, `answer()` (the last document's response).
 */
export async function open(here, { base, as, script = true, scheme = "light", size = DESK, init, motion = "reduce", also }) {
	const context = await browser.newContext({
		baseURL: base, javaScriptEnabled: script, colorScheme: scheme, viewport: size, reducedMotion: motion,
		locale: "en-US", timezoneId: "Europe/Paris",
	});

	context.setDefaultTimeout(PATIENCE);
	if (as)
		await context.addCookies([...as.cookies].map(([name, value]) => ({ name, value, url: base })));
	if (init)
		await context.addInitScript(...init);
	const page = await context.newPage();

	watch(page, [base, also]);
	page.close = () => context.close();
	page.visit = path => page.goto(path);
	here?.add(page);
	return page;
}

function watch(page, addresses) {
	const origins = addresses.filter(Boolean).map(address => new URL(address).origin);
	const complaints = [];
	const statuses = new Map();
	let answer = null;

	page.complaints = complaints;
	page.answer = () => answer;
	page.on("response", response => {
		if (!response.request().isNavigationRequest() || response.frame() !== page.mainFrame())
			return;
		answer = response;
		statuses.set(response.url(), response.status());
	});
	page.on("request", request => {
		const url = new URL(request.url());

		if (/^(https?|wss?):$/.test(url.protocol) && !origins.includes(url.origin))
			complaints.push(`asked another host: ${url}`);
	});
	page.on("pageerror", error => complaints.push(`error in a script: ${error.message}`));
	page.on("console", message => {
		if (["error", "warning"].includes(message.type()) && !isStatusOfDocument(message, statuses))
			complaints.push(`${message.type()} on the console: ${message.text()} (${message.location().url})`);
	});
	page.on("dialog", dialog => {
		complaints.push(`dialog: ${dialog.message()}`);
		dialog.dismiss();
	});
}

/* Chromium reports a page that answers 400 or 404 as an error too; that status is the test's business. */
function isStatusOfDocument(message, statuses) {
	return /^Failed to load resource/.test(message.text()) && statuses.get(message.location().url) >= 400;
}

function isDocument(response) {
	return response.request().isNavigationRequest() && response.status() !== 303;
}

/* Clicks, and waits for the document that this brings. */
export async function follow(page, target) {
	const answered = page.waitForEvent("response", isDocument);

	await target.click();
	const response = await answered;

	await page.waitForLoadState("load");
	return response;
}
