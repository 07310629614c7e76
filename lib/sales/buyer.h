/*
 * Limits for one account, so that nobody hoards: how many tickets an order may have; how many tickets of one product an account may hold
 * and have bought; how many of its orders may hold tickets unpaid at the same time; and a pause after holds that ran out unpaid. The limits
 * are settings (sales/settings.h). Where BOXOFFICE_RATE_LIMIT is 0 there are none.
 *
 * An order reads the number of its account's last order together with the product (BUYER_LAST), and after that, where there is one, what
 * the account has (buyer_load()). It is written with the next number (buyer_next_number()), which a unique key lets only one order have. So
 * an order is refused if another one of its account was committed since the number was read: the limits are exact, however many requests
 * come at once, and orders of different accounts never wait for each other here. Tickets count from the order until they are given back;
 * those of a hold that has run out don't. What a late payment takes again isn't limited: it was within the limits when it was ordered.
 */
#ifndef SALES_BUYER_H
#define SALES_BUYER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "base/outcome.h"
#include "db/batch.h"

/* What an account has. */
struct buyer {
	int64_t last;    /* BUYER_LAST */
	int64_t tickets; /* of the product: held now, or bought and not given back */
	int64_t claims;  /* that it holds now: one or more for each of its orders that hold tickets */
	int64_t owed;    /* seconds until its holds that ran out are forgotten; each adds a part of an hour */
};

/*
 * A column: the number of the account's last order; 0: its orders were placed while there were no limits; -1: it has none. The mark is the
 * account's id.
 */
#define BUYER_LAST \
	"COALESCE((SELECT COALESCE(o.number, 0) FROM orders o FORCE INDEX (turn) WHERE o.user_id = ? ORDER BY o.number DESC LIMIT 1), -1)"

/* True if accounts have limits. Where they have none an order needs nothing else of this module. */
static inline bool buyer_is_limited(void)
{
	return config.rate_limit;
}

/* The most tickets that an order may have, and no more than `max`. */
int64_t buyer_order_max(int64_t max);

/* Reads what the account has of this product and besides. `last` must be what BUYER_LAST said before; of -1 nothing is read. */
void buyer_load(struct buyer *buyer, const char *user_id, const char *product_id);

/* DONE, or MANY_TICKETS where an order of so many tickets is too large. */
const struct outcome *buyer_may_order(int64_t tickets);

/* DONE, or MANY_OF_PRODUCT where the account would have too many tickets of the product with so many more. */
const struct outcome *buyer_may_have(const struct buyer *buyer, int64_t tickets);

/* DONE, or MANY_UNPAID or PAUSED where the account may not hold more tickets now. */
const struct outcome *buyer_may_hold(const struct buyer *buyer, const char *user_id);

/* The number that an order of this buyer is written with, as a value to bind. */
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
