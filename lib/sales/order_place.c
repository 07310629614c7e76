#include "sales/order_place.h"

#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "db/db.h"
#include "base/moment.h"
#include "base/pool.h"
#include "outbox/outbox.h"
#include "catalogue/product.h"
#include "sales/hold.h"
#include "sales/stock.h"

static const char PRODUCT[] =
	"SELECT id, title, price, CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED), CAST(quantity - held - sold AS SIGNED)"
	" FROM products WHERE id = ?";

static const char INSERT[] =
	"INSERT INTO orders (id, user_id, status, expires_at, total, version) VALUES (?, ?, ?, ?, ?, ?)";

static const char INSERT_ITEM[] =
	"INSERT INTO order_items (order_id, line, product_id, title, price, quantity, held_until)"
	" VALUES (?, ?, ?, ?, ?, ?, ?)";

/* A product as it is on sale at this moment. */
struct offer {
	struct order_product product;
	int64_t now;  /* milliseconds */
	int64_t left; /* tickets that nobody has, not counting overdue holds */
};

static const struct field offer_fields[] = {
	{ "id",      FIELD_ID,    offsetof(struct offer, product.id),    STORED, NULL, 0 },
	{ "title",   FIELD_TEXT,  offsetof(struct offer, product.title), STORED, NULL, 0 },
	{ "price",   FIELD_MONEY, offsetof(struct offer, product.price), STORED, NULL, 0 },
	{ "now",     FIELD_INT,   offsetof(struct offer, now),           STORED, NULL, 0 },
	{ "left",    FIELD_INT,   offsetof(struct offer, left),          STORED, NULL, 0 },
	{ 0 }
};

/* The event of it: contract.md. */
static const struct field told_product_fields[] = {
	{ "id",    FIELD_ID,    offsetof(struct order_product, id),    SHOWN, NULL, 0 },
	{ "price", FIELD_MONEY, offsetof(struct order_product, price), SHOWN, NULL, 0 },
	{ 0 }
};

static const struct field told_item_fields[] = {
	{ "product",  FIELD_OBJECT, offsetof(struct order_item, product),  SHOWN, told_product_fields, 0 },
	{ "quantity", FIELD_INT,    offsetof(struct order_item, quantity), SHOWN, NULL, 0 },
	{ 0 }
};

static const struct field told_fields[] = {
	{ "id",        FIELD_ID,     offsetof(struct order, id),         SHOWN, NULL, 0 },
	{ "version",   FIELD_INT,    offsetof(struct order, version),    SHOWN, NULL, 0 },
	{ "status",    FIELD_TEXT,   offsetof(struct order, status),     SHOWN, NULL, 0 },
	{ "userId",    FIELD_ID,     offsetof(struct order, user_id),    SHOWN, NULL, 0 },
	{ "expiresAt", FIELD_MOMENT, offsetof(struct order, expires_at), SHOWN, NULL, 0 },
	{ "product",   FIELD_OBJECT, offsetof(struct order, product),    SHOWN, told_product_fields, 0 },
	{ "items",     FIELD_LIST,   offsetof(struct order, items),      SHOWN, told_item_fields, sizeof(struct order_item) },
	{ 0 }
};

struct placing {
	void *pool;
	struct batch *batch;
	struct order *order;
	const struct order_line *lines;
	size_t count;
	const char *wanted; /* the product whose overdue holds are ended */
	bool too_few;       /* of some product */
	bool free;
};

static const struct outcome *expire_overdue(void *argument)
{
	hold_expire_of(((const struct placing *)argument)->pool, ((const struct placing *)argument)->wanted);
	return DONE;
}

/* True where enough are left once overdue holds are ended, which is a transaction of its own. */
static bool frees_enough(struct placing *placing, const struct order_line *line)
{
	struct product product;

	if (product_load(placing->pool, line->product_id, &product) != DONE || product.available < line->quantity)
		return false;
	placing->wanted = line->product_id;
	db_transaction(expire_overdue, placing);
	return true;
}

static bool read_offer(struct placing *placing, const struct order_line *line, struct order_item *item)
{
	struct offer offer;

	if (!id_valid(line->product_id) || !db_get(placing->pool, PRODUCT, BIND(db_text(line->product_id)), offer_fields, &offer))
		return false;
	*item = (struct order_item){ .product = offer.product, .quantity = line->quantity };
	memcpy(item->order_id, placing->order->id, ID_SIZE);
	placing->order->total += item->product.price * item->quantity;
	placing->order->created_at = offer.now;
	placing->too_few |= offer.left < line->quantity && !frees_enough(placing, line);
	return true;
}

/* The items as they will be: today's titles and prices of the products asked for. */
static const struct outcome *read_offers(struct placing *placing)
{
	struct order_item *items = pool_alloc(placing->pool, placing->count * sizeof(*items));

	placing->order->total = 0;
	for (size_t i = 0; i < placing->count; i++)
		if (!read_offer(placing, &placing->lines[i], &items[i]))
			return NOT_FOUND;
	placing->order->items = (struct list){ items, placing->count };
	placing->free = placing->order->total == 0;
	return placing->too_few ? RESERVED : DONE;
}

/* The order as it is written, and answered. */
static void fill(const struct placing *placing, const char *buyer)
{
	struct order *order = placing->order;

	memcpy(order->user_id, buyer, ID_SIZE);
	order->status = placing->free ? "complete" : "created";
	order->version = placing->free;
	order->expires_in = placing->free ? 0 : config.hold_seconds;
	order->expires_at = order->created_at + config.hold_seconds * 1000;
	order->overdue = 0;
	order_settle(order);
}

static void insert(const struct placing *placing)
{
	const struct order *order = placing->order;
	char end[MOMENT_SIZE];

	moment_sql(end, order->expires_at);
	batch_add(placing->batch, INSERT, BIND(db_text(order->id), db_text(order->user_id), db_text(order->status),
	          db_text(end), db_int(order->total), db_int(order->version)), 1);
	for (size_t i = 0; i < order->items.count; i++) {
		const struct order_item *item = (const struct order_item *)order->items.rows + i;

		batch_add(placing->batch, INSERT_ITEM, BIND(db_text(order->id), db_int((int64_t)i),
		          db_text(item->product.id), db_text(item->product.title),
		                           db_int(item->product.price), db_int(item->quantity), db_text(placing->free ? NULL : end)), 1);
	}
}

static void tell(const struct placing *placing)
{
	struct order created = *placing->order;
	struct text data = text_in(placing->pool);

	created.status = "created";
	created.version = 0;
	field_json(&data, told_fields, &created);
	outbox_order_created(placing->batch, created.id, data.bytes);
	if (placing->free)
		outbox_add_order_completed(placing->batch, created.id);
}

/* Stock last, in the order of product ids, so that orders of several products can't wait for each other in a ring. */
static void take_stock(const struct placing *placing)
{
	const struct order_item *items = placing->order->items.rows;

	for (size_t i = 0; i < placing->count; i++)
		stock_add_taking(placing->batch, items[i].product.id, items[i].quantity, placing->order->id, placing->free);
}

const struct outcome *order_place(void *pool, struct batch *batch, struct order *order, const char *buyer,
                                  const struct order_line *lines, size_t count)
{
	struct placing placing = { .pool = pool, .batch = batch, .order = order, .lines = lines, .count = count };
	const struct outcome *result = read_offers(&placing);

	if (result != DONE)
		return result;
	fill(&placing, buyer);
	insert(&placing);
	tell(&placing);
	take_stock(&placing);
	return CREATED;
}
