/*
 * The negative control of the order in which quotas are locked: quotas taken in the order in which an order names its products. It is
 * linked in the place of lib/quota/quota.c. One after the other it is right; at once orders wait for each other in rings.
 */
#include "db/batch.h"
#include "outbox/outbox.h"

#define batch_add_last(batch, key, sql, values, expect) batch_add(batch, sql, values, expect)
#define outbox_product_updated(batch, id, order_id) ((void)(id))
#define quota_merge sorted_quota_merge
#include "quota/quota.c"
#undef quota_merge

struct list quota_merge(void *pool, const struct list *claims, const struct list *more);
struct list quota_merge(void *pool, const struct list *claims, const struct list *more)
{
	struct list merged = { pool_alloc(pool, (claims->count + more->count) * sizeof(struct quota_claim)), claims->count + more->count };

	if (claims->count)
		memcpy(merged.rows, claims->rows, claims->count * sizeof(struct quota_claim));
	memcpy((struct quota_claim *)merged.rows + claims->count, more->rows, more->count * sizeof(struct quota_claim));
	return merged;
}
