/* The subjects, rules and figures of the area of orders (db/area.h). */
#ifndef SALES_EVENT_H
#define SALES_EVENT_H

#include "db/area.h"

extern const struct area sales_area;

/*
 * Who may know of an event about an order: the order's buyer, and the seller if all items are of one seller. `order_id` is SQL for the
 * order's id. It must have the character set of the column orders.id, since no index can be used otherwise.
 */
#define SALES_AREA_AUDIENCE(order_id) \
	AREA_USERS_OF("o.user_id", "orders o ON o.id = " order_id), \
	AREA_USERS_OF("MIN(p.user_id)", "order_items i ON i.order_id = " order_id " STRAIGHT_JOIN products p ON p.id = i.product_id") \
	" GROUP BY e.position, e.subject HAVING MIN(p.user_id) = MAX(p.user_id)"

#endif
