/*
 * Placing an order: what is on sale is read, and all that is to be written is put into a batch. Nothing is believed of an earlier
 * request, and nothing of this one's reading either: the batch is refused where a price has changed or others were quicker, and then
 * the order is placed anew.
 */
#ifndef SALES_ORDER_PLACE_H
#define SALES_ORDER_PLACE_H

#include "db/batch.h"
#include "sales/order.h"

/*
 * Places an order for `count` lines (1 to ORDER_LINES_MAX, each product once) with the id in `order->id`, made beforehand by id_new().
 * CREATED, and `order` filled (but for what order_settle() derives for pages); NOT_FOUND (some product); RESERVED (not enough left,
 * counting overdue holds as free). An order of nothing but free tickets is complete at once.
 */
const struct outcome *order_place(void *pool, struct batch *batch, struct order *order, const char *buyer,
                                  const struct order_line *lines, size_t count);

#endif
