/*
 * What a seller sees of orders: the lines of his own products, and their state. He never sees another seller's lines of the same order, nor
 * who the buyer is.
 */
#ifndef SALES_SALE_H
#define SALES_SALE_H

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"
#include "sales/order.h"

/* A line of a product, in an order that was paid for or that holds its tickets. */
struct sale {
	char order_id[ID_SIZE];
	const char *reference; /* the order's, for the entrance */
	const char *status; /* created (held), awaiting:payment, complete */
	int64_t created_at; /* milliseconds */
	int64_t quantity, refunded; /* tickets */
	int64_t total;      /* minor units: price times quantity of the line */
	const char *currency; /* the order's; NULL: the shop's */
	int64_t returned;   /* 1: all tickets of the line were refunded */
};

extern const struct field sale_fields[];

/*
 * A page (db_page()) of the product's sales and live holds, the newest first, after the order with the id `after` (NULL: from the first
 * on). As struct sale.
 */
struct list sale_list(void *pool, const char *product_id, const char *after, int64_t limit);

/*
 * Reads an order as this seller may see it: with his own lines, and with their total. DONE, NOT_FOUND, or UNAUTHORIZED where no line is
 * his.
 */
const struct outcome *sale_load(void *pool, const char *order_id, const char *seller, struct order *order);

#endif
