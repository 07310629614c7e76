/*
 * The page of an order: a button that prints, and while the tickets are held a clock that runs down by the server's
 * time. What the clock shows is a courtesy; the server decides.
 */
const print = document.querySelector("[data-print]");

if (print) {
	print.hidden = false;
	print.addEventListener("click", () => window.print());
}

/* The server wrote data-now when it answered: its clock less ours, from then on. */
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
		status.textContent = "The time for these tickets has run out. They have gone back on sale, and nothing was charged.";
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
}

const bar = document.querySelector("[data-expires-at]");

if (bar)
	countDown(bar);
