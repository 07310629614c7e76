/*
 * Everything of which there is a limited number is a quota: a product's stock (the quota has the product's id), or a capacity that several
 * products share. A quota is a row of `quotas`: size, held, sold, and a CHECK that held + sold isn't more than the size. What an order
 * holds or has bought of a quota is a row of `claims`: a quantity, and the moment until which it is held, or NULL once it is sold. When an
 * order gives units back, its claim is deleted or gets smaller. So held and sold are always the sums of the claims.
 *
 * One unit of a product takes one unit of the product's own quota, and as many of each shared quota as `product_quotas` says.
 *
 * Quotas are locked last in a transaction, and in the order of their ids, so transactions never deadlock by them. Only a product's row may
 * be locked after quotas, by edits and by events. Claims belong to their order: the order's row must be locked before its claims are
 * changed. Overdue claims still count in `held`. A query that shows what is available counts them as free; a caller that needs their units
 * has their orders cancelled first (sales/hold.h).
 */
#ifndef QUOTA_QUOTA_H
#define QUOTA_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/field.h"
#include "base/id.h"
#include "db/batch.h"

/* What an order takes of a quota. */
struct quota_claim {
	char quota_id[ID_SIZE];
	int64_t quantity;
	int64_t room;     /* what nobody held or had bought when the quota was read; overdue holds count as held */
	int64_t is_stock; /* 1: the quota is a product's stock, and the event product:updated tells of each change */
};

/*
 * SQL expressions over rows of `products p JOIN quotas q ON q.id = p.id`, each a number. QUOTA_OVERDUE: the units of a quota that overdue
 * claims hold. QUOTA_SHARED_ROOM: for how many units of the product its shared quotas have room, where overdue holds count as free.
 */
#define QUOTA_OVERDUE(quota) \
	"IF(" quota ".held = 0, 0, (SELECT COALESCE(SUM(c.quantity), 0) FROM claims c FORCE INDEX (overdue) WHERE c.quota_id = " quota ".id" \
	" AND c.held_until <= NOW(3)))"
#define QUOTA_SHARED_ROOM \
	"(SELECT MIN((s.size - s.sold - s.held + " QUOTA_OVERDUE("s") ") DIV t.takes) FROM product_quotas t FORCE INDEX (PRIMARY)" \
	" JOIN quotas s ON s.id = t.quota_id WHERE t.product_id = p.id)"

/* How many units of a quota are left. */
struct quota_room {
	int64_t free;    /* units that nobody holds or has bought */
	int64_t overdue; /* units that are held, but whose hold has run out */
};

/* Reads both numbers in one query, so that units which become free meanwhile count once. Both are 0 for a quota that doesn't exist. */
struct quota_room quota_room_of(const char *id);

/* Adds to the batch: a new quota for a product's stock. */
void quota_create(struct batch *batch, const char *product_id, int64_t size);

/* Locks the quota: until the end of the transaction no other transaction takes units or gives any back. */
void quota_lock(const char *id);

/*
 * Adds to the end of the batch: gives the quota another size, unless more than that is held and sold. The quota's version stays the same,
 * so its row must be locked: then no other event has the same version of the product. The batch isn't refused if the size doesn't change;
 * the caller's statement for the product's event checks the size.
 */
void quota_resize(struct batch *batch, const char *id, int64_t size);

/* What `units` units of a product take of its own quota and of those that it shares: struct quota_claim, in the order of quota ids. */
struct list quota_claims_of(void *pool, const char *product_id, int64_t units);

/* What all lines of an order take of each quota, computed from the lines: also of a cancelled order, which has no claims any more. */
struct list quota_claims_of_order(void *pool, const char *order_id);

/* The claims of both lists in one, in the order of quota ids, as both lists must be. Quantities of the same quota are added up. */
struct list quota_merge(void *pool, const struct list *claims, const struct list *more);

/*
 * Adds to the batch the claims of an order and, to its end and in the order of quota ids, the statements that take the units, with the
 * events of the products. The batch is refused where a quota has too little room. `held_until`: a moment as SQL has it; NULL: the units are
 * sold at once.
 */
void quota_take(struct batch *batch, const char *order_id, const struct list *claims, const char *held_until);

/* The claims that an order holds now, in the order of quota ids. `room` isn't read. */
struct list quota_claims_held(void *pool, const char *order_id);

/*
 * Adds to the batch: all units that an order holds are sold to it, with the events of the products. `held` is what quota_claims_held() has
 * read. The batch is refused if the order has another number of claims by then.
 */
void quota_sell(struct batch *batch, const char *order_id, const struct list *held);

/* Adds to the batch: these units, which an order has bought, are free again. */
void quota_return(struct batch *batch, const char *order_id, const struct list *claims);

/* Adds to the batch: all units that these orders (a JSON array of ids) hold are free again. */
void quota_release(struct batch *batch, const char *order_ids);

/*
 * Milliseconds until the next hold ends that takes tickets of this product, `max` at most. 0 also where a hold has ended within the last
 * `max` milliseconds, so that a caller who has read the product shortly before doesn't miss that.
 */
int64_t quota_next_end(const char *product_id, int64_t max);

/* Adds to the batch: sets until when the claims of an order are held. */
void quota_hold_until(struct batch *batch, const char *order_id, const char *held_until);

#endif
