/*
 * An order: tickets held for one buyer until `expires_at`, then paid for (`complete`) or given back (`cancelled`). The status that a client
 * sees is computed when the order is read, by the database's clock: an overdue order shows as cancelled.
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

/* A product of an order, with the title and price that it had when the order was placed. */
struct order_product {
	char id[ID_SIZE];
	const char *title;
	int64_t price; /* minor units */
};

struct order_item {
	char order_id[ID_SIZE];
	struct order_product product;
	int64_t quantity;
	int64_t refunded; /* tickets that the seller has refunded */
	int64_t left;       /* tickets that aren't refunded */
	int64_t refundable; /* tickets that can be refunded now */
	int64_t subtotal; /* minor units */
};

struct order {
	char id[ID_SIZE];      /* no secret: the product of a single ticket shows it to everybody */
	const char *reference; /* what is shown at the entrance: known to the buyer and the sellers alone */
	const char *network;   /* that it is placed from, as 24 characters (session_network()); NULL: unknown. It isn't read again */
	char user_id[ID_SIZE]; /* the buyer */
	const char *status;    /* created, awaiting:payment, complete, cancelled */
	int64_t expires_at;    /* milliseconds */
	int64_t expires_in;    /* whole seconds until the hold ends; 0 if the order holds nothing */
	int64_t created_at;    /* milliseconds */
	struct order_product product; /* the product of the first item */
	struct list items;            /* struct order_item, one or more */
	int64_t total;                /* minor units */
	const char *currency;         /* that its prices were in when it was placed */
	int64_t version;
	int64_t overdue;  /* 1: cancelled because the hold ran out */
	int64_t tickets;    /* of all items together */
	int64_t refundable; /* tickets that the seller can refund now */
};

extern const struct field order_fields[], order_item_fields[], order_product_fields[];

/* One line of an order that a buyer wants to place. */
struct order_line {
	char product_id[ID_SIZE];
	int64_t quantity;
	const struct order_seen *seen; /* what the buyer has seen of it (sales/order_seen.h); NULL: whatever it is now */
};

/* Reads an order. DONE, NOT_FOUND, or UNAUTHORIZED where `buyer` isn't the order's buyer. `buyer` NULL: doesn't check the buyer. */
const struct outcome *order_load(void *pool, const char *id, const char *buyer, struct order *order);

/* Computes the members that follow from the status and the items: sums, and how many tickets can be refunded. */
void order_settle(struct order *order);

/* True if the order was paid for and all of its tickets were refunded. */
bool order_is_returned(const struct order *order);

/*
 * A page (db_page()) of the buyer's orders of every status, as struct order: the oldest or the newest first, and only those that come after
 * the order with the id `after` (NULL: from the first on).
 */
struct list order_list(void *pool, const char *buyer, const char *after, int64_t limit, int newest_first);

/*
 * Cancels an order, which frees its tickets. EMPTY, even if it was cancelled before; NOT_FOUND, UNAUTHORIZED, ALREADY_COMPLETE or PAYING.
 */
const struct outcome *order_cancel(void *pool, const char *id, const char *buyer);

/* Adds to the batch: cancels those of these orders (a JSON array of ids) that are overdue. Their rows must be locked. */
void order_cancel_overdue(struct batch *batch, const char *order_ids);

/* Looks for an order of this buyer that holds tickets of the product now. Writes the id of the newest one, or "" if there is none. */
void order_of_product(char id[ID_SIZE], const char *product_id, const char *buyer);

extern const struct outcome
	RESERVED[1],         /* fewer tickets are left than were ordered */
	COSTS_TOO_MUCH[1],   /* more than an order may cost */
	ALREADY_COMPLETE[1], /* a completed order can't be cancelled */
	PAYING[1];           /* a payment for the order is under way */

#endif
