#include "sales/order_place.h"

#include <string.h>

#include "sales/settings.h"
#include "base/config.h"
#include "base/moment.h"
#include "base/money.h"
#include "base/pool.h"
#include "db/db.h"
#include "outbox/outbox.h"
#include "quota/quota.h"
#include "sales/buyer.h"
#include "sales/hold.h"
#include "sales/order_seen.h"

#define MAX_TRIES 5 /* readings, if other buyers keep taking the tickets that were made free */

/* What an order needs to know of a product, and the number of its buyer's last order, in one round trip. */
#define PRODUCT(last) \
	"SELECT p.id, p.title, p.price, p.revision, CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)," \
	" CAST(q.size - q.held - q.sold AS SIGNED), EXISTS (SELECT 1 FROM product_quotas t WHERE t.product_id = p.id), " last \
	" FROM products p JOIN quotas q ON q.id = p.id WHERE p.id = ?"
static const char PRODUCT_ALONE[] = PRODUCT("-1");
static const char PRODUCT_AND_BUYER[] = PRODUCT(BUYER_LAST);

static const char INSERT[] =
	"INSERT INTO orders (id, user_id, number, status, expires_at, total, version, network, currency) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

/* Copies title and price from the database. Inserts nothing if the product has been edited since it was read. */
static const char INSERT_ITEM[] =
	"INSERT INTO order_items (order_id, line, product_id, title, price, quantity) SELECT ?, ?, p.id, p.title, p.price, ?"
	" FROM products p WHERE p.id = ? AND p.revision = ?";

/* A product as it is when the order is placed. */
struct on_sale {
	struct order_product product;
	int64_t revision;
	int64_t now;    /* milliseconds */
	int64_t room;   /* tickets of the product's own quota that nobody holds or has bought; tickets of overdue holds aren't counted */
	int64_t shares; /* 1: the product takes from shared quotas too */
	struct buyer buyer;
};

static const struct field on_sale_fields[] = {
	{ "id",       FIELD_ID,    offsetof(struct on_sale, product.id),    STORED, NULL, 0 },
	{ "title",    FIELD_TEXT,  offsetof(struct on_sale, product.title), STORED, NULL, 0 },
	{ "price",    FIELD_MONEY, offsetof(struct on_sale, product.price), STORED, NULL, 0 },
	{ "revision", FIELD_INT,   offsetof(struct on_sale, revision),      STORED, NULL, 0 },
	{ "now",      FIELD_INT,   offsetof(struct on_sale, now),           STORED, NULL, 0 },
	{ "room",     FIELD_INT,   offsetof(struct on_sale, room),          STORED, NULL, 0 },
	{ "shares",   FIELD_INT,   offsetof(struct on_sale, shares),        STORED, NULL, 0 },
	{ "last",     FIELD_INT,   offsetof(struct on_sale, buyer.last),    STORED, NULL, 0 },
	{ 0 }
};

/* The data of the event `order:created`, as docs/events.md describes it. */
static const struct field event_product_fields[] = {
	{ "id",    FIELD_ID,    offsetof(struct order_product, id),    SHOWN, NULL, 0 },
	{ "price", FIELD_MONEY, offsetof(struct order_product, price), SHOWN, NULL, 0 },
	{ 0 }
};

static const struct field event_item_fields[] = {
	{ "product",  FIELD_OBJECT, offsetof(struct order_item, product),  SHOWN, event_product_fields, 0 },
	{ "quantity", FIELD_INT,    offsetof(struct order_item, quantity), SHOWN, NULL, 0 },
	{ 0 }
};

static const struct field event_fields[] = {
	{ "id",        FIELD_ID,     offsetof(struct order, id),         SHOWN, NULL, 0 },
	{ "version",   FIELD_INT,    offsetof(struct order, version),    SHOWN, NULL, 0 },
	{ "status",    FIELD_TEXT,   offsetof(struct order, status),     SHOWN, NULL, 0 },
	{ "userId",    FIELD_ID,     offsetof(struct order, user_id),    SHOWN, NULL, 0 },
	{ "expiresAt", FIELD_MOMENT, offsetof(struct order, expires_at), SHOWN, NULL, 0 },
	{ "product",   FIELD_OBJECT, offsetof(struct order, product),    SHOWN, event_product_fields, 0 },
	{ "items",     FIELD_LIST,   offsetof(struct order, items),      SHOWN, event_item_fields, sizeof(struct order_item) },
	{ 0 }
};

struct placing {
	void *pool;
	struct batch *batch;
	struct order *order;
	const char *buyer_id;
	const struct order_line *lines;
	size_t count;
	struct buyer buyer; /* as it was read with the first line: what was read later is refused with it if it has changed */
	int64_t revisions[ORDER_LINES_MAX];
	struct list claims; /* struct quota_claim: what all lines take, in the order of quota ids */
	bool free;
};

/* The claims of one line: on the product's own quota, whose room was read with the product, and on the quotas that it shares. */
static struct list claims_of(void *pool, const struct on_sale *on_sale, int64_t quantity)
{
	struct quota_claim *own;

	if (on_sale->shares)
		return quota_claims_of(pool, on_sale->product.id, quantity);
	own = pool_alloc(pool, sizeof(*own));
	*own = (struct quota_claim){ .quantity = quantity, .room = on_sale->room, .is_stock = true };
	memcpy(own->quota_id, on_sale->product.id, ID_SIZE);
	return (struct list){ own, 1 };
}

static bool read_on_sale(const struct placing *placing, const char *id, struct on_sale *on_sale)
{
	if (!id_valid(id))
		return false;
	if (buyer_is_limited())
		return db_get(placing->pool, PRODUCT_AND_BUYER, BIND(db_text(placing->buyer_id), db_text(id)), on_sale_fields, on_sale);
	return db_get(placing->pool, PRODUCT_ALONE, BIND(db_text(id)), on_sale_fields, on_sale);
}

static const struct outcome *check_buyer(struct placing *placing, size_t line, struct buyer *buyer)
{
	buyer_load(buyer, placing->buyer_id, placing->lines[line].product_id);
	if (!line)
		placing->buyer = *buyer;
	return buyer_may_have(buyer, placing->lines[line].quantity);
}

static const struct outcome *read_placed_line(struct placing *placing, size_t line, struct order_item *item)
{
	const struct order_line *asked = &placing->lines[line];
	struct on_sale on_sale;
	struct list claims;

	if (!read_on_sale(placing, asked->product_id, &on_sale))
		return NOT_FOUND;
	*item = (struct order_item){ .product = on_sale.product, .quantity = asked->quantity };
	memcpy(item->order_id, placing->order->id, ID_SIZE);
	placing->revisions[line] = on_sale.revision;
	placing->order->total += item->product.price * item->quantity;
	placing->order->created_at = on_sale.now;
	claims = claims_of(placing->pool, &on_sale, asked->quantity);
	placing->claims = quota_merge(placing->pool, &placing->claims, &claims);
	return buyer_is_limited() ? check_buyer(placing, line, &on_sale.buyer) : DONE;
}

/* Reads the products of all lines, and fills the items with their present titles and prices, and the claims. */
static const struct outcome *read_lines(struct placing *placing)
{
	struct order_item *items = pool_alloc(placing->pool, placing->count * sizeof(*items));
	const struct outcome *outcome = DONE;

	placing->order->total = 0;
	placing->claims = (struct list){ 0 };
	for (size_t i = 0; outcome == DONE && i < placing->count; i++)
		outcome = read_placed_line(placing, i, &items[i]);
	if (outcome != DONE)
		return outcome;
	placing->order->items = (struct list){ items, placing->count };
	placing->free = placing->order->total == 0;
	return placing->free || !buyer_is_limited() ? DONE : buyer_may_hold(&placing->buyer, placing->buyer_id);
}

/* In minor units; no order can cost more than a product. */
static int64_t max_total(void)
{
	int64_t set = sales_settings.order_max_total * 100;

	return set < MONEY_MAX ? set : MONEY_MAX;
}

static bool is_as_seen(const struct placing *placing)
{
	const struct order_item *items = placing->order->items.rows;

	for (size_t i = 0; i < placing->count; i++)
		if (placing->lines[i].seen && !order_seen_is(placing->lines[i].seen, &items[i].product, placing->revisions[i]))
			return false;
	return true;
}

/* The same, unless it is no order that anybody may place. */
static const struct outcome *read_order(struct placing *placing)
{
	const struct outcome *outcome = read_lines(placing);

	if (outcome == DONE && !is_as_seen(placing))
		return SEEN_OTHERWISE;
	return outcome == DONE && placing->order->total > max_total() ? COSTS_TOO_MUCH : outcome;
}

/* The first claim, from `from` on, whose quota has too little room; NULL where all have enough. */
static const struct quota_claim *too_large(const struct list *claims, const struct quota_claim *from)
{
	const struct quota_claim *end = (const struct quota_claim *)claims->rows + claims->count;

	while (from < end && from->quantity <= from->room)
		from++;
	return from < end ? from : NULL;
}

/* Cancels overdue orders until each claim has enough room. False where there is too little even then. */
static bool end_overdue_holds(const struct placing *placing)
{
	const struct list *claims = &placing->claims;
	const struct quota_claim *claim = too_large(claims, claims->rows);

	for (; claim; claim = too_large(claims, claim + 1))
		if (!hold_make_room_now(placing->pool, claim->quota_id, claim->quantity))
			return false;
	return true;
}

/* Reads the products. Where a quota has too little room, cancels overdue orders of that quota and reads everything again. */
static const struct outcome *read_all(struct placing *placing)
{
	for (int try = 0; try < MAX_TRIES; try++) {
		const struct outcome *outcome = read_order(placing);

		if (outcome != DONE || !too_large(&placing->claims, placing->claims.rows))
			return outcome;
		if (!end_overdue_holds(placing))
			break;
	}
	return RESERVED;
}

static const struct outcome *may_order(const struct placing *placing)
{
	int64_t tickets = 0;

	for (size_t i = 0; i < placing->count; i++)
		tickets += placing->lines[i].quantity;
	return buyer_may_order(tickets);
}

/* Fills the remaining members of the order, for the rows and for the reply. */
static void fill_order(const struct placing *placing)
{
	struct order *order = placing->order;

	memcpy(order->user_id, placing->buyer_id, ID_SIZE);
	order->status = placing->free ? "complete" : "created";
	order->version = placing->free;
	order->currency = config.currency;
	order->expires_in = placing->free ? 0 : sales_settings.hold_seconds;
	order->expires_at = order->created_at + sales_settings.hold_seconds * 1000;
	order->overdue = 0;
	order->product = ((const struct order_item *)order->items.rows)->product;
}

static void add_rows(const struct placing *placing, const char *end)
{
	const struct order *order = placing->order;
	const struct order_item *items = order->items.rows;
	struct value number = buyer_is_limited() ? buyer_next_number(&placing->buyer) : db_text(NULL);

	batch_add(placing->batch, INSERT, BIND(db_text(order->id), db_text(order->user_id), number,
	                                       db_text(order->status), db_text(end), db_int(order->total), db_int(order->version),
	                                       db_text(order->network), db_text(order->currency)), 1);
	for (size_t i = 0; i < order->items.count; i++)
		batch_add(placing->batch, INSERT_ITEM, BIND(db_text(order->id), db_int((int64_t)i), db_int(items[i].quantity),
		                                            db_text(items[i].product.id), db_int(placing->revisions[i])), 1);
}

static void add_events(const struct placing *placing)
{
	struct order created = *placing->order;
	struct text data = text_in(placing->pool);

	created.status = "created";
	created.version = 0;
	field_json(&data, event_fields, &created);
	outbox_order_created(placing->batch, created.id, data.bytes);
	if (placing->free)
		outbox_order_completed(placing->batch, created.id);
}

const struct outcome *order_place(void *pool, struct batch *batch, struct order *order, const char *buyer,
                                  const struct order_line *lines, size_t count)
{
	struct placing placing = { .pool = pool, .batch = batch, .order = order, .buyer_id = buyer, .lines = lines, .count = count };
	const struct outcome *outcome = buyer_is_limited() ? may_order(&placing) : DONE;
	char end[MOMENT_SIZE];

	if (outcome == DONE)
		outcome = read_all(&placing);
	if (outcome != DONE)
		return outcome;
	fill_order(&placing);
	moment_sql(end, order->expires_at);
	add_rows(&placing, end);
	add_events(&placing);
	quota_take(batch, order->id, buyer, &placing.claims, placing.free ? NULL : end);
	return CREATED;
}
