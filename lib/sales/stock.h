/* The one place where stock is taken and given back. Call it last in the transaction: from here to COMMIT the product's row is locked. */
#ifndef SALES_STOCK_H
#define SALES_STOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"
#include "db/batch.h"
#include "sales/order.h"

/*
 * Takes tickets for an order, held or (free ones) sold at once, with its product:updated. DONE, or RESERVED where there
 * aren't enough even after taking over overdue holds.
 */
const struct outcome *stock_take(void *pool, const char *product_id, int64_t quantity, const char *order_id, bool sold);

/* The same as a batch's writes, which refuse it where there aren't enough. */
void stock_add_taking(struct batch *batch, const char *product_id, int64_t quantity, const char *order_id, bool sold);

/* An order's held tickets become sold. */
void stock_sell(void *pool, const char *order_id);

/* A cancelled order's tickets are sold to it after all: DONE for all of them, or RESERVED (undo by a savepoint). */
const struct outcome *stock_take_again(void *pool, const char *order_id);

/* Sold tickets of one product are on sale again. */
void stock_return(const char *product_id, int64_t quantity);

#endif
