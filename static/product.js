/*
 * For the page of a product: shows the sum beside the quantity, and every ten seconds, while the page is visible, asks how many tickets are
 * left. The server decides when the order is placed; this only keeps the page up to date.
 */
const EVERY = 10_000;
const SLOWEST = 120_000;
const FEW = 5;

const root = document.querySelector("[data-product]");
const buy = root.querySelector("[data-buy]");
const select = root.querySelector("select[data-price]");

/* ---- the sum, in minor units so that it is exact ---- */
if (select) {
	const line = root.querySelector("[data-total]");
	const sum = line.querySelector("output");
	const minor = Math.round(Number(select.dataset.price) * 100);
	/* As the server writes money: the price for one, with another number in it. */
	const one = sum.textContent;
	const places = /\.(\d+)\D*$/.exec(one)?.[1].length ?? 0;
	const number = new Intl.NumberFormat("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
	const show = () => {
		sum.textContent = one.replace(/\d[\d.,]*/, number.format(minor * Number(select.value) / 100));
	};

	select.addEventListener("change", show);
	addEventListener("pageshow", show);
	line.hidden = false;
	show();
}

/* ---- how many are left ---- */
const ofMany = Number(root.dataset.quantity) > 1;

function words(left) {
	if (left === 0)
		return "Sold out";
	return left === 1 && ofMany ? "Last one" : `${left} left`;
}

function kind(left) {
	if (left === 0)
		return "tag-off";
	return left <= FEW && ofMany ? "tag-hot" : "tag-on";
}

function showTag(left) {
	const tag = document.createElement("span");

	tag.className = `tag ${kind(left)}`;
	tag.textContent = words(left);
	root.querySelector("[data-avail]").replaceChildren(tag);
}

function limitChoice(left) {
	for (const option of select.options)
		option.disabled = Number(option.value) > left;
	if (left > 0 && select.selectedOptions[0]?.disabled) {
		select.value = String(left);
		select.dispatchEvent(new Event("change"));
	}
}

let before = Number(root.dataset.available);

function update(left) {
	if (left === before)
		return;
	showTag(left);
	if (buy)
		buy.hidden = left === 0;
	if (select)
		limitChoice(left);
	root.querySelector("[data-gone]").hidden = !(left === 0 && buy);
	root.querySelector("[data-back]").hidden = !(left > 0 && !buy && root.dataset.available === "0");
	if (kind(left) !== kind(before) || left === 1)
		root.querySelector("[data-say]").textContent = left <= FEW ? words(left) : "Tickets are available";
	before = left;
}

let wait = EVERY;
let timer = 0;

async function ask() {
	try {
		const answer = await fetch(root.dataset.url, { headers: { Accept: "application/json" }, cache: "no-store" });

		if (!answer.ok)
			throw new Error(String(answer.status));
		update((await answer.json()).available);
		wait = EVERY;
	} catch {
		wait = Math.min(wait * 2, SLOWEST);
	}
	plan(wait);
}

function plan(ms) {
	clearTimeout(timer);
	if (!document.hidden)
		timer = setTimeout(ask, ms);
}

document.addEventListener("visibilitychange", () => plan(0));
plan(EVERY);
