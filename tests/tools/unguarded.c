/*
 * The negative control of the races: stock as one might take it at first, by what was read before, without a guard. It is linked in
 * the place of lib/sales/stock.c, whose other verbs it has. One after the other it is right; at once it oversells.
 */
#define stock_add_taking guarded_stock_add_taking
#include "sales/stock.c"
#undef stock_add_taking
#include <time.h>

static const char TAKE_BLINDLY[] =
	"UPDATE products SET held = held + IF(?, 0, ?), sold = sold + IF(?, ?, 0), order_id = IF(quantity = 1, ?, NULL),"
	" version = version + 1 WHERE id = ?";

void stock_add_taking(struct batch *batch, const char *product_id, int64_t quantity, const char *order_id, bool sold);

void stock_add_taking(struct batch *batch, const char *product_id, int64_t quantity, const char *order_id, bool sold)
{
	const struct timespec moment = { .tv_nsec = 2000000 }; /* in which another may have read the same */

	nanosleep(&moment, NULL);
	batch_add_last(batch, product_id, TAKE_BLINDLY,
	               BIND(db_int(sold), db_int(quantity), db_int(sold), db_int(quantity), db_text(order_id), db_text(product_id)), 1);
	batch_add_last(batch, product_id, UPDATED, BIND(UPDATED_OF(product_id)), 1);
}
