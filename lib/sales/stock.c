#include "sales/stock.h"

#include "db/db.h"
#include "base/id.h"
#include "sales/hold.h"
#include "outbox/outbox_sql.h"

/* What is freed by taking over goes in the same step, so the version rises once. The guard is the decision. */
static const char TAKE[] =
	"UPDATE products SET held = held + ?, sold = sold + ?, order_id = IF(quantity = 1, ?, NULL), version = version + 1"
	" WHERE id = ? AND held + sold + ? <= quantity";
#define TAKING(product_id, quantity, order_id, is_sold, freed) \
	db_int((is_sold ? 0 : quantity) - freed), db_int(is_sold ? quantity : 0), db_text(order_id), db_text(product_id), \
		db_int(quantity - freed)

static const char SELL[] = "UPDATE products SET held = held - ?, sold = sold + ?, version = version + 1 WHERE id = ?";
static const char RETURN[] = "UPDATE products SET sold = sold - ?, order_id = NULL, version = version + 1 WHERE id = ?";
static const char UPDATED[] = OUTBOX_PRODUCT_UPDATED;
#define UPDATED_OF(id) OUTBOX_ORIGIN, db_text(id), db_text(id), db_text(id)

static const char ITEMS[] = "SELECT product_id, quantity FROM order_items WHERE order_id = ? ORDER BY product_id";

static const char NO_LONGER_HELD[] = "UPDATE order_items SET held_until = NULL WHERE order_id = ?";

struct item {
	char product_id[ID_SIZE];
	int64_t quantity;
};

static const struct field item_fields[] = {
	{ "product_id", FIELD_ID,  offsetof(struct item, product_id), STORED, NULL, 0 },
	{ "quantity",   FIELD_INT, offsetof(struct item, quantity),   STORED, NULL, 0 },
	{ 0 }
};

static bool take(const char *product_id, int64_t quantity, const char *order_id, bool sold, int64_t freed)
{
	return db_exec(TAKE, BIND(TAKING(product_id, quantity, order_id, sold, freed))) > 0;
}

static void tell_updated(const char *product_id)
{
	db_exec(UPDATED, BIND(UPDATED_OF(product_id)));
	db_touch(product_id);
}

void stock_add_taking(struct batch *batch, const char *product_id, int64_t quantity, const char *order_id, bool sold)
{
	batch_add_last(batch, product_id, TAKE, BIND(TAKING(product_id, quantity, order_id, sold, 0)), 1);
	batch_add_last(batch, product_id, UPDATED, BIND(UPDATED_OF(product_id)), 1);
	batch_touch(batch, product_id);
}

/* None that is overdue may mean that somebody has released it since the guard said no: the guard has the last word. */
const struct outcome *stock_take(void *pool, const char *product_id, int64_t quantity, const char *order_id, bool sold)
{
	bool may_free = true;
	int64_t freed = 0;

	while (!take(product_id, quantity, order_id, sold, freed)) {
		if (!may_free)
			return RESERVED;
		may_free = hold_take_over(pool, product_id, &freed);
	}
	tell_updated(product_id);
	return DONE;
}

static struct list items_of(void *pool, const char *order_id)
{
	return db_each(pool, ITEMS, BIND(db_text(order_id)), item_fields, sizeof(struct item));
}

void stock_sell(void *pool, const char *order_id)
{
	struct list items = items_of(pool, order_id);
	const struct item *item = items.rows;

	db_exec(NO_LONGER_HELD, BIND(db_text(order_id)));
	for (size_t i = 0; i < items.count; i++) {
		db_exec(SELL, BIND(db_int(item[i].quantity), db_int(item[i].quantity), db_text(item[i].product_id)));
		tell_updated(item[i].product_id);
	}
}

const struct outcome *stock_take_again(void *pool, const char *order_id)
{
	struct list items = items_of(pool, order_id);
	const struct item *item = items.rows;
	const struct outcome *result = DONE;

	for (size_t i = 0; i < items.count && result == DONE; i++)
		result = stock_take(pool, item[i].product_id, item[i].quantity, order_id, true);
	return result;
}

void stock_return(const char *product_id, int64_t quantity)
{
	db_exec(RETURN, BIND(db_int(quantity), db_text(product_id)));
	tell_updated(product_id);
}
