/* What the area of orders brings to the shop (db/area.h). */
#ifndef SALES_EVENT_H
#define SALES_EVENT_H

#include "db/area.h"

extern const struct area sales_area;

/*
 * Who may know of an event about an order: its buyer, and the seller where all that was ordered is of one. `order_id` is SQL for the
 * order's id, in the ids' own character set, or no index would be of use.
 */
#define SALES_AREA_TOLD(order_id) \
	AREA_USERS_OF("o.user_id", "orders o ON o.id = " order_id), \
	AREA_USERS_OF("MIN(p.user_id)", "order_items i ON i.order_id = " order_id " STRAIGHT_JOIN products p ON p.id = i.product_id") \
	" GROUP BY e.position, e.subject HAVING MIN(p.user_id) = MAX(p.user_id)"

#endif
