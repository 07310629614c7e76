/*
 * Placing an order: reading what is on sale, then one round trip that writes the order, its event and its stock, and commits.
 * Of products that this program has read before (sales/product_cache), that round trip is all.
 */
#ifndef SALES_ORDER_PLACE_H
#define SALES_ORDER_PLACE_H

#include "sales/order.h"

/*
 * Places an order for `count` lines (1 to ORDER_LINES_MAX, each product once) with the id in
 * `order->id`, made beforehand by id_new(). CREATED, and `order` filled; NOT_FOUND (some product); RESERVED (not enough
 * left, counting overdue holds as free). An order of nothing but free tickets is complete at once.
 */
const struct outcome *order_place(void *pool, struct order *order, const char *buyer, const struct order_line *lines, size_t count);

#endif
