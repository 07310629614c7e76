#include "sales/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "db/db.h"
#include "base/fault.h"
#include "base/pool.h"
#include "outbox/outbox.h"
#include "quota/quota.h"
#include "db/sql.h"

const struct outcome RESERVED[1] = { { 400, "Product is already reserved", NULL } };
const struct outcome COSTS_TOO_MUCH[1] = { { 400, "This is more than an order can cost: order fewer tickets", NULL } };
const struct outcome ALREADY_COMPLETE[1] = { { 400, "Cannot cancel a completed order", NULL } };
const struct outcome PAYING[1] = { { 409, "A payment for this order is under way", NULL } };

const struct field order_product_fields[] = {
	{ "id",    FIELD_ID,    offsetof(struct order_product, id),    SHOWN },
	{ "title", FIELD_TEXT,  offsetof(struct order_product, title), SHOWN },
	{ "price", FIELD_MONEY, offsetof(struct order_product, price), SHOWN },
	{ 0 }
};

const struct field order_item_fields[] = {
	{ "order_id", FIELD_ID,     offsetof(struct order_item, order_id),      STORED, .column = "i.order_id" },
	{ "product_id", FIELD_ID,   offsetof(struct order_item, product.id),    STORED, .column = "i.product_id" },
	{ "title",    FIELD_TEXT,   offsetof(struct order_item, product.title), STORED, .column = "i.title" },
	{ "price",    FIELD_MONEY,  offsetof(struct order_item, product.price), STORED, .column = "i.price" },
	{ "product",  FIELD_OBJECT, offsetof(struct order_item, product),       SHOWN, order_product_fields },
	{ "quantity", FIELD_INT,    offsetof(struct order_item, quantity),      STORED | SHOWN, .column = "i.quantity" },
	{ "refunded", FIELD_INT,    offsetof(struct order_item, refunded),      STORED, .column = "i.refunded" },
	{ "subtotal", FIELD_MONEY,  offsetof(struct order_item, subtotal),      0 },
	{ "left",     FIELD_INT,    offsetof(struct order_item, left),          0 },
	{ "has_left", FIELD_FLAG,   offsetof(struct order_item, left),          0 },
	{ "has_refunded", FIELD_FLAG, offsetof(struct order_item, refunded),    0 },
	{ "can_refund", FIELD_FLAG, offsetof(struct order_item, refundable),    0 },
	{ 0 }
};

/* The only SQL that decides whether an order's time has run out. It compares with the database's clock, to the millisecond. */
#define OVERDUE "(o.status = 'created' AND o.expires_at <= NOW(3))"
#define STATUS "IF(" OVERDUE ", 'cancelled', o.status)"
#define RAN_OUT "(" OVERDUE " OR o.cancelled_by <=> 'expiry')"
#define EXPIRES_IN \
	"IF(o.status IN ('created', 'awaiting:payment'), GREATEST(0, CEILING(UNIX_TIMESTAMP(o.expires_at) - UNIX_TIMESTAMP(NOW(3)))), 0)"

const struct field order_fields[] = {
	{ "id",               FIELD_ID,     offsetof(struct order, id),         STORED | SHOWN, .column = "o.id" },
	{ "userId",           FIELD_ID,     offsetof(struct order, user_id),    STORED | SHOWN, .column = "o.user_id" },
	{ "status",           FIELD_TEXT,   offsetof(struct order, status),     STORED | SHOWN, .column = STATUS },
	{ "expiresAt",        FIELD_MOMENT, offsetof(struct order, expires_at), STORED | SHOWN, .column = "o.expires_at" },
	{ "expiresInSeconds", FIELD_INT,    offsetof(struct order, expires_in), STORED | SHOWN, .column = EXPIRES_IN },
	{ "product",          FIELD_OBJECT, offsetof(struct order, product),    SHOWN, order_product_fields },
	{ "items",            FIELD_LIST,   offsetof(struct order, items),      SHOWN, order_item_fields, sizeof(struct order_item) },
	{ "total",            FIELD_MONEY,  offsetof(struct order, total),      STORED | SHOWN, .column = "o.total" },
	{ "currency",         FIELD_TEXT,   offsetof(struct order, currency),   STORED, .column = "o.currency" },
	{ "version",          FIELD_INT,    offsetof(struct order, version),    STORED | SHOWN, .column = "o.version" },
	{ "createdAt",        FIELD_MOMENT, offsetof(struct order, created_at), STORED, .column = "o.created_at" },
	{ "reference",        FIELD_TEXT,   offsetof(struct order, reference),  STORED, .column = "o.reference" },
	{ "overdue",          FIELD_FLAG,   offsetof(struct order, overdue),    STORED, .column = RAN_OUT },
	{ "tickets",          FIELD_INT,    offsetof(struct order, tickets),    0 },
	{ "can_refund_all",   FIELD_FLAG,   offsetof(struct order, refundable), 0 },
	{ 0 }
};

static const char LOAD[] = "SELECT {columns} FROM orders o WHERE o.id = ?";

static const char ITEMS[] =
	"SELECT {columns} FROM " SET_OF_ORDERS " STRAIGHT_JOIN order_items i ON i.order_id = s.id ORDER BY i.order_id, i.line";

static const char OLDEST_FIRST[] =
	"SELECT {columns} FROM orders o WHERE o.user_id = ? AND o.created_at >= ? AND (o.created_at > ? OR o.id > ?)"
	" ORDER BY o.created_at, o.id LIMIT ?";

static const char NEWEST_FIRST[] =
	"SELECT {columns} FROM orders o WHERE o.user_id = ? AND o.created_at <= ? AND (o.created_at < ? OR o.id < ?)"
	" ORDER BY o.created_at DESC, o.id DESC LIMIT ?";

static const char CANCEL[] =
	"UPDATE orders" BY_PRIMARY_KEY "SET status = 'cancelled', cancelled_by = 'buyer', version = version + 1"
	" WHERE id = ? AND user_id = ? AND status = 'created' AND expires_at > NOW(3)";

/* STRAIGHT_JOIN and FORCE INDEX: see LOCK_OVERDUE in sales/hold.c. */
static const char CANCEL_OVERDUE[] =
	"UPDATE " SET_OF_ORDERS " STRAIGHT_JOIN orders o" BY_PRIMARY_KEY "ON o.id = s.id"
	" SET o.status = 'cancelled', o.cancelled_by = 'expiry', o.version = o.version + 1"
	" WHERE o.status = 'created' AND o.expires_at <= NOW(3)";

#define IS_LIVE_HOLD "(o.status = 'awaiting:payment' OR (o.status = 'created' AND o.expires_at > NOW(3)))"

static const char OF_PRODUCT[] =
	"SELECT o.id FROM orders o STRAIGHT_JOIN order_items i ON i.order_id = o.id AND i.product_id = ? WHERE o.user_id = ?"
	" AND " IS_LIVE_HOLD " ORDER BY o.created_at DESC LIMIT 1";

static struct order_item *items_of(const struct order *order)
{
	return order->items.rows;
}

bool order_is_returned(const struct order *order)
{
	return !strcmp(order->status, "complete") && !order->refundable;
}

void order_settle(struct order *order)
{
	bool complete = !strcmp(order->status, "complete");

	if (!order->currency)
		order->currency = config.currency; /* placed before orders had one */
	order->product = items_of(order)[0].product;
	order->tickets = order->refundable = 0;
	for (size_t i = 0; i < order->items.count; i++) {
		struct order_item *item = &items_of(order)[i];

		item->subtotal = item->product.price * item->quantity;
		item->left = item->quantity - item->refunded;
		item->refundable = complete ? item->left : 0;
		order->tickets += item->quantity;
		order->refundable += item->refundable;
	}
}

static const char *set_of(void *pool, const struct list *orders)
{
	return id_array(pool, orders->rows, orders->count, sizeof(struct order)); /* the id is the first member of each struct */
}

static int by_id(const void *id, const void *item)
{
	return strcmp(id, ((const struct order_item *)item)->order_id);
}

/* Gives the order its items. `items` has the items of all orders, sorted by order and line. */
static void share(struct order *order, const struct list *items)
{
	struct order_item *all = items->rows, *end = all + items->count;
	struct order_item *first = bsearch(order->id, all, items->count, sizeof(*all), by_id), *last = first;

	if (!first)
		fault(FAULT_BUG, "order %s has no items", order->id);
	while (first > all && !by_id(order->id, first - 1))
		first--;
	while (last < end && !by_id(order->id, last))
		last++;
	order->items = (struct list){ first, (size_t)(last - first) };
	order_settle(order);
}

static void load_items(void *pool, const struct list *orders)
{
	struct list items = db_each(pool, ITEMS, BIND(db_text(set_of(pool, orders))), order_item_fields, sizeof(struct order_item));

	for (size_t i = 0; i < orders->count; i++)
		share((struct order *)orders->rows + i, &items);
}

const struct outcome *order_load(void *pool, const char *id, const char *buyer, struct order *order)
{
	if (!id_valid(id) || !db_get(pool, LOAD, BIND(db_text(id)), order_fields, order))
		return NOT_FOUND;
	if (buyer && strcmp(order->user_id, buyer))
		return UNAUTHORIZED;
	load_items(pool, &(struct list){ order, 1 });
	return DONE;
}

struct start {
	const char *moment;
};

static const struct field start_fields[] = {
	{ "moment", FIELD_TEXT, offsetof(struct start, moment), STORED },
	{ 0 }
};

static const char CREATED_AT[] = "SELECT CAST(created_at AS CHAR) FROM orders WHERE id = ? AND user_id = ?";

struct list order_list(void *pool, const char *buyer, const char *after, int64_t limit, int newest_first)
{
	struct start from = { newest_first ? "9999-12-31" : "1000-01-01" };
	struct list list;

	if (!after || !db_get(pool, CREATED_AT, BIND(db_text(after), db_text(buyer)), start_fields, &from))
		after = "";
	list = db_page(pool, newest_first ? NEWEST_FIRST : OLDEST_FIRST,
	               BIND(db_text(buyer), db_text(from.moment), db_text(from.moment), db_text(after)), order_fields, sizeof(struct order),
	               limit);
	if (list.count)
		load_items(pool, &list);
	return list;
}

static const struct outcome *why_not_cancelled(void *pool, const char *id, const char *buyer)
{
	struct order order = { 0 };
	const struct outcome *result = order_load(pool, id, buyer, &order);

	if (result != DONE)
		return result;
	if (!strcmp(order.status, "awaiting:payment"))
		return PAYING;
	return strcmp(order.status, "complete") ? EMPTY : ALREADY_COMPLETE;
}

const struct outcome *order_cancel(void *pool, const char *id, const char *buyer)
{
	struct batch *batch = batch_new(pool);
	const char *set;

	if (!id_valid(id) || !db_exec(CANCEL, BIND(db_text(id), db_text(buyer))))
		return why_not_cancelled(pool, id, buyer);
	set = id_array(pool, id, 1, 0);
	outbox_order_cancelled(batch, set);
	quota_release(batch, set);
	batch_run_all(batch);
	return EMPTY;
}

void order_cancel_overdue(struct batch *batch, const char *order_ids)
{
	batch_add(batch, CANCEL_OVERDUE, BIND(db_text(order_ids)), BATCH_ANY);
}

void order_of_product(char id[ID_SIZE], const char *product_id, const char *buyer)
{
	static const struct field fields[] = { { "id", FIELD_ID, 0, STORED }, { 0 } };

	id[0] = '\0';
	db_get(NULL, OF_PRODUCT, BIND(db_text(product_id), db_text(buyer)), fields, id);
}
