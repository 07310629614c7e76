/*
 * The page where an order is paid, where Stripe's script is there: Stripe's own field takes the card, Stripe makes a payment
 * method of it, and our ordinary form sends its name. Without the script the page leads to Stripe's.
 */
const form = document.querySelector("form[data-card]");
const token = form.elements.namedItem("token");
const problem = form.querySelector("[data-card-error]");
const bar = document.querySelector(".hold-bar");

/* The field is Stripe's, in a frame: it is told how ours look. */
function looks() {
	const { color, fontSize, fontFamily } = getComputedStyle(form.querySelector("[data-card-field]"));
	const of = name => getComputedStyle(form).getPropertyValue(name).trim();

	return {
		base: { color, fontSize, fontFamily, iconColor: of("--soft"), "::placeholder": { color: of("--soft") } },
		invalid: { color: of("--bad"), iconColor: of("--bad") },
	};
}

function showCard() {
	form.hidden = false;
	document.getElementById("pay").hidden = true;
	bar.querySelector("[form=card]").hidden = false;
	bar.querySelector("[form=pay]").hidden = true;
}

/* form.js marks a form that is sent; this one isn't yet. */
function letAgain(words) {
	delete form.dataset.sent;
	for (const control of form.elements)
		control.removeAttribute("aria-busy");
	problem.textContent = words;
}

async function name(stripe, card) {
	try {
		return await stripe.createPaymentMethod({ type: "card", card });
	} catch {
		return { error: { message: "Our payment provider could not be reached. Nothing was charged: please try again." } };
	}
}

function takeCards(stripe) {
	const card = stripe.elements({ locale: document.documentElement.lang }).create("card", { style: looks() });
	let sending = false;

	form.addEventListener("submit", async event => {
		event.preventDefault();
		if (sending)
			return;
		sending = true;
		const { error, paymentMethod } = await name(stripe, card);

		if (error) {
			sending = false;
			letAgain(error.message);
			card.focus();
			return;
		}
		/* The card has a name: the form goes as it is, past the listeners of `submit`. */
		token.value = paymentMethod.id;
		form.dispatchEvent(new Event("paying"));
		form.submit();
	});
	card.on("change", ({ error }) => { problem.textContent = error?.message ?? ""; });
	showCard();
	card.mount(form.querySelector("[data-card-field]"));
}

if (globalThis.Stripe)
	takeCards(globalThis.Stripe(form.dataset.card));
