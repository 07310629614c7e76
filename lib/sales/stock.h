/* The one place where stock is taken and given back. Call it last in the transaction: from here to COMMIT the product's row is locked. */
#ifndef SALES_STOCK_H
#define SALES_STOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"
#include "sales/order.h"

#define CLOCK_MS 250 /* how far a machine's clock may be from the database's, in milliseconds, for a hold to end by it */

/*
 * Takes tickets for an order, held or (free ones) sold at once, with its product:updated. DONE, or RESERVED where there
 * aren't enough even after taking over overdue holds.
 */
const struct outcome *stock_take(void *pool, const char *product_id, int64_t quantity, const char *order_id, bool sold);

/*
 * The same where there were enough a moment ago, in one round trip with the commit: the row of a product in demand is locked
 * for as short as can be. Where others were quicker, title or price are other ones, or the database's clock says another moment
 * (by more than CLOCK_MS) than this, in milliseconds, the transaction is tried again; only in db_is_first_try().
 */
void stock_take_at_commit(const struct order_product *product, int64_t quantity, int64_t now, const char *order_id, bool sold);

/* An order's held tickets become sold. */
void stock_sell(void *pool, const char *order_id);

/* A cancelled order's tickets are sold to it after all: DONE for all of them, or RESERVED (undo by a savepoint). */
const struct outcome *stock_take_again(void *pool, const char *order_id);

/* Sold tickets of one product are on sale again. */
void stock_return(const char *product_id, int64_t quantity);

#endif
