#include "sales/stock.h"

#include "db/db.h"
#include "base/id.h"
#include "base/moment.h"
#include "sales/hold.h"
#include "outbox/outbox_sql.h"

/*
 * What is freed by taking over goes in the same step, so the version rises once. The guard is the decision. A change and its
 * event are one round trip: while the row of a product in demand is locked, nobody waits for a program to be scheduled.
 */
#define TAKE_GUARDED \
	"UPDATE products p SET p.held = p.held + ?, p.sold = p.sold + ?, p.order_id = IF(p.quantity = 1, ?, NULL), " OUTBOX_NOTED \
	" WHERE p.id = ? AND p.held + p.sold + ? <= p.quantity"
#define TAKING(product_id, quantity, order_id, is_sold, freed) \
	db_int((is_sold ? 0 : quantity) - freed), db_int(is_sold ? quantity : 0), db_text(order_id), db_text(product_id), \
		db_int(quantity - freed)

static const char TAKE[] = OUTBOX_TOLD(TAKE_GUARDED);

/* 1020: the record has changed since it was read. The transaction is tried again. */
static const char TAKE_OR_AGAIN[] = TAKE_GUARDED
	" AND p.price = ? AND p.title = ? COLLATE utf8mb4_bin AND NOW(3) BETWEEN ? AND ?"
	"; IF ROW_COUNT() = 0 THEN SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1020; END IF; " OUTBOX_PRODUCT_UPDATED;

static const char SELL[] = OUTBOX_TOLD(
	"UPDATE products p SET p.held = p.held - ?, p.sold = p.sold + ?, " OUTBOX_NOTED " WHERE p.id = ?");

static const char RETURN[] = OUTBOX_TOLD(
	"UPDATE products p SET p.sold = p.sold - ?, p.order_id = NULL, " OUTBOX_NOTED " WHERE p.id = ?");

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
	return db_exec(TAKE, BIND(TAKING(product_id, quantity, order_id, sold, freed), OUTBOX_ORIGIN, db_text(product_id))) > 0;
}

void stock_take_at_commit(const struct order_product *product, int64_t quantity, int64_t now, const char *order_id, bool sold)
{
	char from[MOMENT_SIZE], to[MOMENT_SIZE];

	moment_sql(from, now - CLOCK_MS);
	moment_sql(to, now + CLOCK_MS);
	db_queue_last(product->id, TAKE_OR_AGAIN,
	              BIND(TAKING(product->id, quantity, order_id, sold, 0), db_int(product->price), db_text(product->title),
	                   db_text(from), db_text(to),
	                   OUTBOX_ORIGIN, db_text(product->id)));
	db_raise(SHARED_GENERATION);
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
	db_raise(SHARED_GENERATION);
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
		db_exec(SELL, BIND(db_int(item[i].quantity), db_int(item[i].quantity), db_text(item[i].product_id), OUTBOX_ORIGIN,
		                   db_text(item[i].product_id)));
		db_raise(SHARED_GENERATION);
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
	db_exec(RETURN, BIND(db_int(quantity), db_text(product_id), OUTBOX_ORIGIN, db_text(product_id)));
	db_raise(SHARED_GENERATION);
}
