#include "shop/stock.h"

#include "base/db.h"
#include "shop/expiry.h"
#include "shop/outbox.h"

/* What is freed by taking over goes in the same step, so the version rises once. The guard is the decision. */
static const char TAKE[] =
	"UPDATE products SET held = held - ? + IF(?, 0, ?), sold = sold + IF(?, ?, 0), order_id = IF(quantity = 1, ?, NULL),"
	" version = version + 1 WHERE id = ? AND held + sold - ? + ? <= quantity";

static bool take(const char *product_id, int64_t quantity, const char *order_id, bool sold, int64_t freed)
{
	return db_exec(TAKE, BIND(num(freed), num(sold), num(quantity), num(sold), num(quantity), str(order_id),
	                          str(product_id), num(freed), num(quantity))) == 1;
}

enum result stock_take(void *pool, const char *product_id, int64_t quantity, const char *order_id, bool sold)
{
	int64_t freed = 0;

	while (!take(product_id, quantity, order_id, sold, freed))
		if (!expiry_take_over(pool, product_id, &freed))
			return RESERVED;
	outbox_product("product:updated", product_id);
	return DONE;
}
