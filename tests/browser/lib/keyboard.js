/* Going through a page by keyboard: one sees where one is, and nothing covers it. */
import assert from "node:assert/strict";

export const LOW_PHONE = { width: 390, height: 560 };

/* In the page: what has the focus, and whether one sees that it has. */
export function focused() {
	const element = document.activeElement;

	if (!element || element === document.body)
		return null;
	const marked = element.closest("label") ?? element;
	const look = () => {
		const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor } = getComputedStyle(marked);

		return { outline: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2, boxShadow, borderColor, backgroundColor };
	};
	const box = element.getClientRects()[0];
	const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
	const top = document.elementFromPoint(x, y);
	const name = element.labels?.[0]?.innerText || element.innerText || element.name || element.tagName;
	const withFocus = look();

	element.blur();
	const without = look();

	element.focus({ preventScroll: true, focusVisible: true });
	return {
		name: name.trim().replace(/\s+/g, " "), id: element.id,
		marked: (withFocus.outline && !without.outline) || withFocus.boxShadow !== without.boxShadow,
		seen: Boolean(top) && (element.contains(top) || top.contains(element)) && y >= 0 && y <= innerHeight,
	};
}

/* Presses Tab until the element fits; each one on the way has to show that it has the focus. */
export async function tabTo(page, fits, max = 60) {
	const passed = [];

	for (let i = 0; i < max; i++) {
		await page.keyboard.press("Tab");
		const at = await page.evaluate(focused);

		if (!at)
			continue;
		passed.push(at.name);
		assert.ok(at.marked, `"${at.name}" doesn't show that it has the focus`);
		assert.ok(at.seen, `"${at.name}" has the focus and is covered or out of sight`);
		if (fits(at))
			return passed;
	}
	throw new Error(`never reached; passed ${passed.join(", ")}`);
}

export const named = pattern => at => pattern.test(at.name);

export async function enter(page) {
	const loaded = page.waitForEvent("load");

	await page.keyboard.press("Enter");
	await loaded;
}
