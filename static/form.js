/*
 * For every page: a form with data-once is sent only once, and a password can be shown. The idempotency key in the form already makes a
 * second sending harmless; this spares the visitor the doubt.
 */
function submitters(form) {
	return [...form.elements].filter(element => element.type === "submit");
}

for (const form of document.querySelectorAll("form[data-once]")) {
	form.addEventListener("submit", event => {
		if (form.dataset.sent) {
			event.preventDefault();
			return;
		}
		form.dataset.sent = "1";
		for (const button of submitters(form))
			button.setAttribute("aria-busy", "true");
	});
}

/* When the browser's history shows this page again, it is as it was left: the form must work once more. */
addEventListener("pageshow", () => {
	for (const form of document.querySelectorAll("form[data-once]")) {
		delete form.dataset.sent;
		for (const button of submitters(form))
			button.removeAttribute("aria-busy");
	}
});

for (const button of document.querySelectorAll("[data-reveal]")) {
	const input = document.getElementById(button.dataset.reveal);

	button.hidden = false;
	button.setAttribute("aria-pressed", "false");
	button.addEventListener("click", () => {
		const shown = input.type === "text";

		input.type = shown ? "password" : "text";
		button.setAttribute("aria-pressed", String(!shown));
	});
	input.form.addEventListener("submit", () => { input.type = "password"; });
}
