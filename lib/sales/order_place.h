/*
 * Placing an order: reads the products, and puts all writes into a batch. Prices and quantities that an earlier request has seen don't
 * count, and even those that are read here are checked once more when the batch is committed: the batch is refused if a price has changed
 * or other buyers were quicker. Then the order is placed anew.
 */
#ifndef SALES_ORDER_PLACE_H
#define SALES_ORDER_PLACE_H

#include "db/batch.h"
#include "sales/order.h"

/*
 * Places an order for `count` lines (1 to ORDER_LINES_MAX, each product in one line only). The caller has set `order->id` by id_new(), and
 * `order->network`.
 * CREATED, and `order` is filled, except for the members that order_settle() computes; NOT_FOUND, if a product doesn't exist; RESERVED, if
 * there are too few tickets, where those of overdue holds count as free; COSTS_TOO_MUCH; SEEN_OTHERWISE. An order that costs nothing is
 * complete at once.
 */
const struct outcome *order_place(void *pool, struct batch *batch, struct order *order, const char *buyer,
                                  const struct order_line *lines, size_t count);

#endif
