/*
 * Limits for one account, so that nobody hoards: how many tickets an order may have; how many tickets of one product an account may hold
 * and have bought; how many of its orders may hold tickets unpaid at the same time; and a pause after holds that ran out unpaid. The limits
 * are settings (sales/settings.h). Where BOXOFFICE_RATE_LIMIT is 0 there are none.
 *
 * An order reads what its buyer has together with the product (BUYER_COLUMNS), and is written with the account's next number
 * (buyer_next_number()), which a unique key lets only one order have. So an order is refused if another one of its account was committed
 * meanwhile: the limits are exact, however many requests come at once, and orders of different accounts never wait for each other here.
 * Tickets count from the order until they are given back; those of a hold that has run out don't count. What a late payment takes again
 * isn't limited, since it was within the limits when it was ordered.
 */
#ifndef SALES_BUYER_H
#define SALES_BUYER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"
#include "db/batch.h"

/* What an account has, read at one moment with one product. */
struct buyer {
	int64_t number; /* of its last order; 0: it has none */
	int64_t has;    /* BUYER_UNIT for each ticket of the product that it holds or has bought, 1 for each order that holds tickets now */
	int64_t owed;   /* seconds until its holds that ran out are forgotten; each adds a part of an hour */
};
#define BUYER_UNIT 1048576 /* more than any number of orders */
#define BUYER_UNIT_SQL "1048576"

/*
 * The columns for struct buyer in a query with `products p`, and the join after its tables. BUYER_VALUES: what is bound for the columns'
 * marks, and BUYER_JOIN has one mark more; all are the account's id. BUYER_NOBODY: columns of the same number for a query without these.
 */
#define BUYER_COLUMNS \
	"COALESCE((SELECT MAX(o.number) FROM orders o WHERE o.user_id = ?), 0)," \
	" (SELECT CAST(COALESCE(SUM(IF(c.quota_id = p.id, c.quantity, 0)), 0) * " BUYER_UNIT_SQL \
	" + COUNT(DISTINCT IF(c.held_until IS NULL, NULL, c.order_id)) AS SIGNED) FROM claims c FORCE INDEX (person)" \
	" WHERE c.user_id = ? AND ((c.held_until IS NULL AND c.quota_id = p.id) OR c.held_until > NOW(3)))," \
	" CAST(GREATEST(0, COALESCE(CEILING(UNIX_TIMESTAMP(b.paid_off) - UNIX_TIMESTAMP(NOW(3))), 0)) AS SIGNED)"
#define BUYER_VALUES(id) db_text(id), db_text(id)
#define BUYER_JOIN " LEFT JOIN buyers b ON b.user_id = ?"
#define BUYER_NOBODY "0, 0, 0"
#define BUYER_FIELDS(type, buyer) \
	{ "buyer_number", FIELD_INT, offsetof(type, buyer.number), STORED, NULL, 0 }, \
	{ "buyer_has",    FIELD_INT, offsetof(type, buyer.has),    STORED, NULL, 0 }, \
	{ "buyer_owed",   FIELD_INT, offsetof(type, buyer.owed),   STORED, NULL, 0 }

/* True if accounts have limits. */
bool buyer_is_limited(void);

/* The most tickets that an order may have, and no more than `max`. */
int64_t buyer_order_max(int64_t max);

/* DONE, or MANY_TICKETS where an order of so many tickets is too large. */
const struct outcome *buyer_may_order(int64_t tickets);

/* DONE, or MANY_OF_PRODUCT where the account would have too many tickets of the product with so many more. */
const struct outcome *buyer_may_have(const struct buyer *buyer, int64_t tickets);

/* DONE, or MANY_UNPAID or PAUSED where the account may not hold more tickets now. */
const struct outcome *buyer_may_hold(const struct buyer *buyer);

/* The number that an order of this buyer is written with, as a value to bind: NULL where accounts have no limits. */
struct value buyer_next_number(const struct buyer *buyer);

/* Adds to the batch: these orders (a JSON array of ids) have run out unpaid, which counts towards the pause. Their rows must be locked. */
void buyer_note_expired(struct batch *batch, const char *order_ids);

/* What to say of one of the outcomes below, with its number, in the pool; NULL of any other outcome. */
const char *buyer_words(void *pool, const struct outcome *outcome);

/* After PAUSED: how many seconds this account must wait. */
int64_t buyer_pause(const char *user_id);

extern const struct outcome
	MANY_TICKETS[1],    /* more tickets than an order may have */
	MANY_OF_PRODUCT[1], /* more tickets of a product than an account may have */
	MANY_UNPAID[1],     /* as many orders of the account hold tickets unpaid as may */
	PAUSED[1];          /* too many holds of the account have run out unpaid */

#endif
