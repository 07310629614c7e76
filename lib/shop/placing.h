/*
 * Placing an order: reading what is on sale, then one round trip that writes the order, its event and its stock, and commits.
 * Of products that this program has read before (shop/product_cache), that round trip is all.
 */
#ifndef SHOP_PLACING_H
#define SHOP_PLACING_H

#include "shop/order.h"

/*
 * Places an order for `count` lines (1 to ORDER_LINES_MOST, each product once) with the id in
 * `order->id`, made beforehand by id_new(). CREATED, and `order` filled; NOT_FOUND (some product); RESERVED (not enough
 * left, counting overdue holds as free). An order of nothing but free tickets is complete at once.
 */
enum result order_place(void *pool, struct order *order, const char *buyer, const struct order_line *lines, size_t count);

#endif
