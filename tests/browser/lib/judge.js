/*
 * What holds for every page: axe-core finds nothing (WCAG 2.2 A and AA) in light and dark, on a phone and a desk; nothing
 * sticks out at 320 px; the server's HTML is valid and has no script or style of its own.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";
import { DESK, PHONE } from "./browser.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] }; // all that the dark scheme changes
const NARROW = { width: 320, height: 640 };

const checker = new HtmlValidate({
	extends: ["html-validate:recommended", "html-validate:document"],
	rules: {
		"long-title": "off",
		"no-inline-style": "error",
		"no-trailing-whitespace": "off",
		"require-csp-nonce": "off",
		"require-sri": "off",
		"valid-id": ["error", { relaxed: true }],
		"void-style": ["error", { style: "omit" }],
	},
});

export async function judge(page, name = "page") {
	const found = [...await checkHtml(page), ...await checkAxe(page), ...await checkNarrow(page)];

	if (found.length)
		throw new Error(`${name}: ${found.join("\n")}`);
}

async function checkHtml(page) {
	const html = await page.answer().text();
	const report = await checker.validateString(html);
	const found = report.results.flatMap(result => result.messages)
		.map(({ line, ruleId, message }) => `HTML line ${line}, ${ruleId}: ${message}`);

	return [...found, ...await page.evaluate(findInline)];
}

/* In the page. */
function findInline() {
	const hasHandler = element => element.getAttributeNames().some(name => /^on/.test(name));
	const isInline = element => element.matches("script:not([src]), style, [style]") || hasHandler(element);

	return [...document.querySelectorAll("*")].filter(isInline).map(element => `inline: ${element.outerHTML.slice(0, 80)}`);
}

async function checkAxe(page) {
	const found = new Map();

	await page.evaluate(AXE);
	for (const size of [PHONE, DESK])
		for (const [scheme, rules] of [["light", TAGS], ["dark", COLOURS]]) {
			await page.setViewportSize(size);
			await page.emulateMedia({ colorScheme: scheme });
			for (const line of await page.evaluate(runAxe, rules))
				found.set(line, `${scheme}, ${size.width} px`);
		}
	return [...found].map(([line, where]) => `axe ${line} (${where})`);
}

/* In the page. */
async function runAxe(rules) {
	const report = await globalThis.axe.run({ runOnly: rules, resultTypes: ["violations"], iframes: false });

	return report.violations.flatMap(({ id, nodes }) => nodes.map(node => {
		const [why] = [...node.any, ...node.all, ...node.none];

		return `${id}: ${node.target.join(" ")}: ${why?.message ?? node.failureSummary}`;
	}));
}

async function checkNarrow(page) {
	await page.setViewportSize(NARROW);
	return page.evaluate(() => {
		const root = document.scrollingElement;
		const wide = [...document.querySelectorAll("body *")]
			.filter(element => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1)
			.map(element => element.tagName.toLowerCase() + (element.className ? `.${element.className}` : ""));

		return root.scrollWidth > innerWidth ? [`scrolls sideways at ${innerWidth} px: ${wide.slice(0, 3).join(", ")}`] : [];
	});
}
