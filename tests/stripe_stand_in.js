/*
 * A stand-in for Stripe.js: as much of it as the shop's page uses. Its card field is a page of the stand-in's in a frame; what
 * is typed there becomes a payment method at the stand-in. Served at /v3/ by stripe_stand_in.
 */
(() => {
	const home = new URL(document.currentScript.src).origin;

	class Card {
		#listeners = {};
		#frame = document.createElement("iframe");

		constructor({ style }) {
			this.#frame.title = "Secure card payment input frame";
			this.#frame.src = `${home}/v3/card#${encodeURIComponent(JSON.stringify(style.base))}`;
			addEventListener("message", ({ source, data }) => {
				if (source === this.#frame.contentWindow)
					this.#listeners[data.type]?.(data);
			});
		}

		on(what, listener) {
			this.#listeners[what] = listener;
		}

		mount(place) {
			place.append(this.#frame);
		}

		focus() {
			this.#frame.focus();
		}

		typed() {
			return new Promise(resolve => {
				this.on("typed", ({ fields }) => resolve(fields));
				this.#frame.contentWindow.postMessage("what was typed?", home);
			});
		}
	}

	window.Stripe = key => ({
		elements: () => ({ create: (kind, options) => new Card(options) }),
		async createPaymentMethod({ type, card }) {
			const body = new URLSearchParams({ key, type });
			const fields = await card.typed();

			if (fields.number.replace(/\s/g, "").length < 16)
				return { error: { message: "Your card number is incomplete." } };
			for (const [name, value] of Object.entries(fields))
				body.set(`card[${name}]`, value);
			const answer = await (await fetch(`${home}/v1/payment_methods`, { method: "POST", body })).json();

			return answer.error ? { error: answer.error } : { paymentMethod: answer };
		},
	});
})();
