/*
 * An order: tickets held for one buyer until `expires_at`, then paid for (`complete`) or given back (`cancelled`). What
 * it says of itself is decided at the moment of reading, by the database's clock: overdue means cancelled.
 */
#ifndef SALES_ORDER_H
#define SALES_ORDER_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"
#include "db/batch.h"

#define ORDER_LINES_MAX 20
#define ORDER_LIST_MAX 500

/* Title and price as they were when the order was made. */
struct order_product {
	char id[ID_SIZE];
	const char *title;
	int64_t price; /* minor units */
};

struct order_item {
	char order_id[ID_SIZE];
	struct order_product product;
	int64_t quantity;
	int64_t refunded; /* tickets given back by the seller */
	int64_t left;       /* tickets not given back */
	int64_t refundable; /* those that can be given back now */
	int64_t subtotal; /* minor units */
};

struct order {
	char id[ID_SIZE];
	char user_id[ID_SIZE]; /* the buyer */
	const char *status;    /* created, awaiting:payment, complete, cancelled */
	int64_t expires_at;    /* milliseconds */
	int64_t expires_in;    /* whole seconds left, 0 if nothing is held */
	int64_t created_at;    /* milliseconds */
	struct order_product product; /* the first item's */
	struct list items;            /* struct order_item, at least one */
	int64_t total;                /* minor units */
	int64_t version;
	int64_t overdue;  /* 1: cancelled because its time ran out */
	int64_t tickets;    /* in all items together */
	int64_t refundable; /* tickets that the seller can give back now */
};

extern const struct field order_fields[], order_item_fields[], order_product_fields[];

/* What a buyer asks for. */
struct order_line {
	char product_id[ID_SIZE];
	int64_t quantity;
};

/* DONE, NOT_FOUND, or UNAUTHORIZED where the buyer is another; `buyer` NULL: whoever it is. */
const struct outcome *order_load(void *pool, const char *id, const char *buyer, struct order *order);

/* What follows from its status and items: sums, and what can be given back. */
void order_settle(struct order *order);

/* True if it was paid for and all of its tickets were given back. */
bool order_is_returned(const struct order *order);

/* A page (db_page()) of the buyer's own orders, all statuses, in order of creation (or the newest first), after this one's id or NULL. */
struct list order_list(void *pool, const char *buyer, const char *after, int64_t limit, int newest_first);

/* Gives the tickets back. EMPTY, also where it was cancelled already; NOT_FOUND, UNAUTHORIZED, ALREADY_COMPLETE. */
const struct outcome *order_cancel(void *pool, const char *id, const char *buyer);

/* Adds to the batch: those of these orders (a JSON array of ids) whose time has run out are cancelled. Their rows are locked. */
void order_cancel_overdue(struct batch *batch, const char *order_ids);

/* The visitor's live hold or purchase of this product, if there is one: its id, else "". */
void order_of_product(char id[ID_SIZE], const char *product_id, const char *buyer);

extern const struct outcome
	RESERVED[1],         /* not enough tickets left */
	ALREADY_COMPLETE[1], /* a completed order can't be cancelled */
	PAYING[1];           /* a payment for the order is under way */

#endif
