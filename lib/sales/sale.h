/*
 * What a seller sees of orders: the lines of his own products, and what became of them. Never the lines of another seller in
 * the same order, nor who the buyer is.
 */
#ifndef SALES_SALE_H
#define SALES_SALE_H

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"
#include "sales/order.h"

/* A product's line in an order that has been paid for, or holds its tickets. */
struct sale {
	char order_id[ID_SIZE];
	const char *status; /* created (held), awaiting:payment, complete */
	int64_t created_at; /* milliseconds */
	int64_t quantity, refunded; /* tickets */
	int64_t total;      /* minor units: all of the line's */
	int64_t returned;   /* 1: all of its tickets were given back */
};

extern const struct field sale_fields[];

/* A page (db_page()) of the product's sales and live holds, the newest first, after this order's id or NULL. As struct sale. */
struct list sale_list(void *pool, const char *product_id, const char *after, int64_t limit);

/*
 * The order as its seller may see it: with his own lines, and with their total. DONE, NOT_FOUND, or UNAUTHORIZED where nothing
 * in it is his.
 */
const struct outcome *sale_load(void *pool, const char *order_id, const char *seller, struct order *order);

#endif
