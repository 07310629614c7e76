#include "sales/product_edit.h"

#include <string.h>

#include "db/db.h"
#include "sales/hold.h"

const struct outcome LOCKED[1] = { { 400, "Cannot edit a reserved product", NULL } };

static bool is_stale(const struct product *now, const struct product *entered)
{
	return (entered->version >= 0 && entered->version != now->version) || (entered->revision >= 0 && entered->revision != now->revision);
}

static const struct outcome *may_edit(const struct product *now, const char *seller, const struct product *entered)
{
	int64_t live = now->held + now->sold - now->overdue;

	if (strcmp(now->user_id, seller))
		return UNAUTHORIZED;
	if ((now->quantity == 1 && live) || (entered->quantity && entered->quantity < live))
		return LOCKED;
	return is_stale(now, entered) ? STALE : DONE;
}

/* Overdue holds that stand in the way are ended: where there would be too little, and those of a single ticket. */
static void make_way(void *pool, const struct product *now, int64_t quantity)
{
	if (now->overdue && (now->quantity == 1 || now->held + now->sold > quantity))
		hold_make_room(pool, now->id, now->quantity == 1 ? 1 : now->quantity - quantity);
}

const struct outcome *product_edit(void *pool, const char *id, const char *seller, const struct product *entered,
                                   struct product *product)
{
	struct batch *batch = batch_new(pool);
	struct product whole = *entered;
	const struct outcome *outcome = product_load(pool, id, product);

	if (outcome == DONE)
		outcome = may_edit(product, seller, entered);
	if (outcome != DONE)
		return outcome;
	whole.quantity = entered->quantity ? entered->quantity : product->quantity;
	make_way(pool, product, whole.quantity);
	product_add_edit(batch, product, &whole);
	batch_run_all(batch);
	return product_load(pool, id, product);
}
