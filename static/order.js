/*
 * For the pages of an order and of its payment: a button that prints; a clock that counts down by the server's time while the tickets are
 * held; a request every two seconds while a payment is being confirmed, which asks what became of it. The clock is only a help: the server
 * decides when the hold ends.
 */
const print = document.querySelector("[data-print]");

if (print) {
	print.hidden = false;
	print.addEventListener("click", () => window.print());
}

/* How far the server's clock is ahead of this browser's. data-now is the server's time when it answered. */
function serverAhead(now) {
	const page = performance.getEntriesByType("navigation")[0];
	const answered = performance.timeOrigin + (page ? page.responseStart : 0);

	return Date.parse(now) - answered;
}

function clock(seconds) {
	const two = n => String(n).padStart(2, "0");
	const h = Math.floor(seconds / 3600);
	const m = Math.floor(seconds / 60) % 60;

	return (h > 0 ? `${h}:${two(m)}` : String(m)) + `:${two(seconds % 60)}`;
}

const SAY = [[60, "One minute left to finish this order."], [300, "Five minutes left to finish this order."]];

function countDown(bar) {
	const ends = Date.parse(bar.dataset.expiresAt);
	const ahead = serverAhead(bar.dataset.now);
	const face = bar.querySelector("[data-clock]");
	const status = document.querySelector("[data-hold-status]");
	const left = () => Math.max(0, Math.ceil((ends - Date.now() - ahead) / 1000));
	let said = left();

	if (!Number.isFinite(left()))
		return;
	bar.querySelector(".hold-label").textContent = "Held for";
	face.setAttribute("role", "timer");

	const over = () => {
		const panel = document.getElementById("hold-over");
		const lost = [...document.querySelectorAll("[data-while-held]")].some(e => e.contains(document.activeElement));

		document.querySelector("h1").textContent = "The time for this order ran out";
		for (const element of document.querySelectorAll("[data-while-held]"))
			element.hidden = true;
		panel.hidden = false;
		if (lost)
			panel.focus();
		status.textContent = `The time for these tickets has run out. They have gone back on sale. ${panel.querySelector("p").textContent}`;
	};
	/* Once a payment is sent, its outcome decides, so the clock stops. */
	const paying = () => {
		clearInterval(timer);
		status.textContent = "Your payment is on its way. Please stay on this page.";
	};
	const tick = () => {
		const seconds = left();

		face.textContent = clock(seconds);
		bar.toggleAttribute("data-soon", seconds <= 60);
		for (const [at, words] of SAY)
			if (seconds <= at && said > at) {
				status.textContent = words;
				break;
			}
		said = seconds;
		if (seconds === 0) {
			clearInterval(timer);
			over();
		}
	};
	const timer = setInterval(tick, 1000);

	tick();
	document.addEventListener("visibilitychange", () => { if (left() > 0) tick(); });
	for (const form of document.querySelectorAll("form[data-pay]"))
		form.addEventListener(form.dataset.pay || "submit", paying);
}

const LOOK_EVERY = 2000;

/* True if the order has another status, or can't be seen any more. False without an answer, or if the server has a problem. */
async function hasNews(url, status) {
	try {
		const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store" });

		if (answer.ok)
			return (await answer.json()).status !== status;
		return answer.status < 500 && answer.status !== 429;
	} catch {
		return false;
	}
}

function watch(note) {
	const look = async () => {
		if (!document.hidden && await hasNews(note.dataset.watch, note.dataset.status))
			location.reload();
		else
			setTimeout(look, LOOK_EVERY);
	};

	for (const words of note.querySelectorAll("[data-watching]"))
		words.hidden = false;
	setTimeout(look, LOOK_EVERY);
}

/* When the browser's history shows this page again, it may be out of date. */
addEventListener("pageshow", event => {
	if (event.persisted)
		location.reload();
});

const bar = document.querySelector("[data-expires-at]");

if (bar)
	countDown(bar);

const note = document.querySelector("[data-watch]");

if (note)
	watch(note);
