/*
 * For the page where an order is paid, if Stripe's script could be loaded: Stripe's field takes the card, Stripe makes a payment method of
 * it, and the shop's own form sends the payment method's id. Without Stripe's script the page leads to a page of Stripe's.
 */
const form = document.querySelector("form[data-card]");
const token = form.elements.namedItem("token");
const problem = form.querySelector("[data-card-error]");
const bar = document.querySelector(".hold-bar");

/* The field is in a frame of Stripe's, so it needs to be told what the shop's fields look like. */
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

/* form.js has marked the form as sent. Removes the mark, so that the form can be sent again, and shows the message. */
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
		/* The form has the payment method now. submit() sends it without calling the listeners of `submit` again. */
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
