/* The shop by plain HTTP: a visitor with cookies, and users with things to sell, made by the JSON API. */
import { randomBytes } from "node:crypto";

export const PASSWORD = "correct horse";

/* Its Set-Cookie lines. Debian 12's fetch has no getSetCookie(). */
export function cookiesOf(answer) {
	return (answer.headers.get("set-cookie") ?? "").split(/, (?=\w+=)/).filter(Boolean);
}

export class Visitor {
	cookies = new Map();

	constructor(base) {
		this.base = base;
	}

	async send(method, path, { headers = {}, body } = {}) {
		const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
		const answer = await fetch(new URL(path, this.base), {
			method, body, redirect: "manual", headers: cookie ? { ...headers, Cookie: cookie } : headers,
		});

		for (const line of cookiesOf(answer))
			this.#keep(line);
		return answer;
	}

	#keep(line) {
		const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);

		if (value && !/expires=Thu, 01 Jan 1970/i.test(line))
			this.cookies.set(name, value);
		else
			this.cookies.delete(name);
	}

	get(path) {
		return this.send("GET", path);
	}

	/* The answer's JSON; any other status than 2xx is an error. */
	async api(method, path, input) {
		const answer = await this.send(method, `/api${path}`, input && {
			headers: { "Content-Type": "application/json" }, body: JSON.stringify(input),
		});
		const text = await answer.text();

		if (!answer.ok)
			throw new Error(`${method} /api${path} answered ${answer.status} ${text}`);
		return text && JSON.parse(text);
	}

	form(path, fields) {
		return this.send("POST", path, { body: new URLSearchParams(fields) });
	}
}

export class User extends Visitor {
	password = PASSWORD;

	sell(title, price, quantity = 1) {
		return this.api("POST", "/products", { title, price, quantity });
	}

	order(product, quantity = 1) {
		return this.api("POST", "/orders", { productId: product.id, quantity });
	}

	orders() {
		return this.api("GET", "/orders");
	}
}

/* A word that nothing else in the shop has. */
export function word() {
	return `w${randomBytes(5).toString("hex")}`;
}

export async function newUser(base, name = "guest") {
	const user = new User(base);

	user.email = `${name}-${word()}@example.com`;
	user.id = (await user.api("POST", "/users/signup", { email: user.email, password: PASSWORD })).id;
	return user;
}
