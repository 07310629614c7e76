#include "sales/sale.h"

#include "db/db.h"

const struct field sale_fields[] = {
	{ "order_id",  FIELD_ID,     offsetof(struct sale, order_id),   STORED, .column = "i.order_id" },
	{ "reference", FIELD_TEXT,   offsetof(struct sale, reference),  STORED, .column = "o.reference" },
	{ "status",    FIELD_TEXT,   offsetof(struct sale, status),     STORED, .column = "o.status" },
	{ "createdAt", FIELD_MOMENT, offsetof(struct sale, created_at), STORED, .column = "o.created_at" },
	{ "quantity",  FIELD_INT,    offsetof(struct sale, quantity),   STORED, .column = "i.quantity" },
	{ "refunded",  FIELD_INT,    offsetof(struct sale, refunded),   STORED, .column = "i.refunded" },
	{ "total",     FIELD_MONEY,  offsetof(struct sale, total),      STORED, .column = "i.price * i.quantity" },
	{ "currency",  FIELD_TEXT,   offsetof(struct sale, currency),   STORED, .column = "o.currency" },
	{ "returned",  FIELD_INT,    offsetof(struct sale, returned),   STORED, .column = "o.status = 'complete' AND i.refunded = i.quantity" },
	{ "has_refunded", FIELD_FLAG, offsetof(struct sale, refunded),  0 },
	{ 0 }
};

/* Ids rise with the time of creation, so this order is by age. Lists lines of paid orders, and of orders that hold tickets. */
static const char OF_PRODUCT[] =
	"SELECT {columns} FROM order_items i JOIN orders o ON o.id = i.order_id WHERE i.product_id = ? AND i.order_id < ?"
	" AND (o.status IN ('complete', 'awaiting:payment')"
	" OR (o.status = 'created' AND o.expires_at > NOW(3))) ORDER BY i.order_id DESC LIMIT ?";

static const char LINES_OF_SELLER[] =
	"SELECT {columns} FROM order_items i JOIN products p ON p.id = i.product_id WHERE i.order_id = ? AND p.user_id = ? ORDER BY i.line";

struct list sale_list(void *pool, const char *product_id, const char *after, int64_t limit)
{
	return db_page(pool, OF_PRODUCT, BIND(db_text(product_id), db_text(after ? after : "g")), sale_fields, sizeof(struct sale), limit);
}

const struct outcome *sale_load(void *pool, const char *order_id, const char *seller, struct order *order)
{
	const struct outcome *result = order_load(pool, order_id, NULL, order);

	if (result != DONE)
		return result;
	order->items = db_each(pool, LINES_OF_SELLER, BIND(db_text(order_id), db_text(seller)), order_item_fields,
	                       sizeof(struct order_item));
	if (!order->items.count)
		return UNAUTHORIZED;
	order_settle(order);
	order->total = 0;
	for (size_t i = 0; i < order->items.count; i++)
		order->total += ((const struct order_item *)order->items.rows)[i].subtotal;
	return DONE;
}
