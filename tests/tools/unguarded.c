/*
 * The negative control of the races: the stock as one might write it at first, reading what is left and then writing. It
 * is linked in the place of lib/sales/stock.c, whose other verbs it has. One after the other it is right; at once it oversells.
 */
#define stock_take guarded_stock_take
#define stock_take_at_commit guarded_stock_take_at_commit
#include "sales/stock.c"
#undef stock_take
#undef stock_take_at_commit
#include "base/fault.h"
#include "outbox/outbox.h"
#include <time.h>

static const char LEFT[] = "SELECT quantity - held - sold FROM products WHERE id = ?";
static const char TAKE_BLINDLY[] =
	"UPDATE products SET held = held + IF(?, 0, ?), sold = sold + IF(?, ?, 0), order_id = IF(quantity = 1, ?, NULL),"
	" version = version + 1 WHERE id = ?";

const struct outcome *stock_take(void *pool, const char *product_id, int64_t quantity, const char *order_id, bool sold);
void stock_take_at_commit(const struct order_product *product, int64_t quantity, int64_t now, const char *order_id, bool sold);

const struct outcome *stock_take(void *pool, const char *product_id, int64_t quantity, const char *order_id, bool sold)
{
	const struct timespec moment = { .tv_nsec = 2000000 }; /* in which another may read the same */

	(void)pool;
	if (db_number(LEFT, BIND(db_text(product_id)), 0) < quantity)
		return RESERVED;
	nanosleep(&moment, NULL);
	db_exec(TAKE_BLINDLY, BIND(db_int(sold), db_int(quantity), db_int(sold), db_int(quantity), db_text(order_id), db_text(product_id)));
	outbox_product("product:updated", product_id);
	return DONE;
}

void stock_take_at_commit(const struct order_product *product, int64_t quantity, int64_t now, const char *order_id, bool sold)
{
	(void)now;
	if (stock_take(NULL, product->id, quantity, order_id, sold) != DONE)
		fault(FAULT_AGAIN, "others were quicker");
}
