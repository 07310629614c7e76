/*
 * Everything of which there is a limited number is a quota: a product's own stock (the quota has the product's id), a capacity that
 * several products share, later a voucher's uses. A quota is a row of `quotas`: size, held, sold, and a CHECK that held + sold is at
 * most the size. What an order holds or has bought of it is a row of `claims`: a quantity, and until when it is held, NULL once it is
 * sold. A claim that is given back is deleted. So held and sold are always the sums of the claims.
 *
 * A product takes from its own quota, one for each unit, and from those that `product_quotas` names.
 *
 * Quotas are locked last in a transaction, in the order of their ids, so transactions never wait for each other in a ring; after them
 * comes a product's row alone, which edits write and events read. Claims belong to their order: whoever changes them has locked its row.
 * Overdue claims still count in `held`: whoever reads counts them as free, whoever needs them has their orders cancelled first
 * (sales/hold.h).
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
	int64_t room;     /* what nobody held or had when it was read, overdue holds not counted */
	int64_t is_stock; /* 1: a product's own, whose product:updated tells of the change */
};

/*
 * SQL expressions over rows of `products p JOIN quotas q ON q.id = p.id`, each a number: what is left of the product's own quota and of
 * those that it shares, in units of the product; overdue holds count as free.
 */
#define QUOTA_OVERDUE(quota) \
	"IF(" quota ".held = 0, 0, (SELECT COALESCE(SUM(c.quantity), 0) FROM claims c WHERE c.quota_id = " quota ".id" \
	" AND c.held_until <= NOW(3)))"
#define QUOTA_SHARED_ROOM \
	"(SELECT MIN((s.size - s.sold - s.held + " QUOTA_OVERDUE("s") ") DIV t.takes) FROM product_quotas t" \
	" JOIN quotas s ON s.id = t.quota_id WHERE t.product_id = p.id)"

/* What is left of a quota at this moment. */
struct quota_room {
	int64_t free;    /* nobody holds or has it */
	int64_t overdue; /* held, but the time of the hold has run out */
};

/* Both by one read, so that what is given back meanwhile counts once. Nothing is left of what isn't there. */
struct quota_room quota_room_of(const char *id);

/* Adds to the batch: a new quota of a product's stock. */
void quota_create(struct batch *batch, const char *product_id, int64_t size);

/* Within a transaction: nothing of it is taken or given back until the end. */
void quota_lock(const char *id);

/*
 * Adds to the batch, at its end: another size, where no more is taken than that. Its version stays; the row is locked, so the version
 * of its product is no other's. Whoever writes the product's event asks whether it has this size.
 */
void quota_resize(struct batch *batch, const char *id, int64_t size);

/* What so many units of a product take, of its own quota and of those that it shares: as struct quota_claim, in the order of ids. */
struct list quota_claims_of(void *pool, const char *product_id, int64_t units);

/* What all lines of an order take, whether it has claims or, having been cancelled, none. */
struct list quota_claims_of_order(void *pool, const char *order_id);

/* Adds claims to those that there are: the quantities of the same quota are added up. Both are in the order of ids. */
struct list quota_merge(void *pool, const struct list *claims, const struct list *more);

/*
 * Adds to the batch: an order's claims and, at its end and in the order of ids, the guarded statement that takes each, with its
 * product's event. The batch is refused where there isn't enough. `held_until` as SQL has it; NULL for what is sold at once.
 */
void quota_take(struct batch *batch, const char *order_id, const struct list *claims, const char *held_until);

/* What an order holds at this moment (`room` isn't read), in the order of ids. */
struct list quota_claims_held(void *pool, const char *order_id);

/*
 * Adds to the batch: all that an order holds is sold to it, with the events of the products. `held`: its claims, as read by
 * quota_claims_held(); the batch is refused where their number has changed since.
 */
void quota_sell(struct batch *batch, const char *order_id, const struct list *held);

/* Adds to the batch: so many units of a product, which an order has bought, are free again. */
void quota_return(struct batch *batch, const char *order_id, const struct list *claims);

/* Adds to the batch: all that these orders (a JSON array of ids) hold is free again. */
void quota_release(struct batch *batch, const char *order_ids);

/*
 * Whole milliseconds, `max` at most, until a hold ends that keeps something from this product; none are left where one has ended within
 * the last `max`, so that nothing is missed by whoever has read the product before.
 */
int64_t quota_next_end(const char *product_id, int64_t max);

/* Adds to the batch: until when what an order holds is held. */
void quota_hold_until(struct batch *batch, const char *order_id, const char *held_until);

#endif
