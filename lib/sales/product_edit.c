#include "sales/product_edit.h"

#include <string.h>

#include "quota/quota.h"
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

/* Ends overdue holds that stand in the way, where there would be too little, and those of a single ticket: true if it had to. */
static bool make_way(void *pool, const struct product *now, int64_t quantity)
{
	if (!now->overdue || (now->quantity > 1 && now->held + now->sold <= quantity))
		return false;
	hold_make_room(pool, now->id, now->quantity == 1 ? 1 : now->quantity - quantity);
	return true;
}

static const struct outcome *load_editable(void *pool, const char *id, const char *seller, const struct product *entered,
                                           struct product *product)
{
	const struct outcome *outcome = product_load(pool, id, product);

	return outcome == DONE ? may_edit(product, seller, entered) : outcome;
}

/*
 * Orders are locked before quotas, so way is made first, which raises the version that was sent. From the lock on the product is what is
 * edited, version and all.
 */
const struct outcome *product_edit(void *pool, const char *id, const char *seller, const struct product *entered,
                                   struct product *product)
{
	struct batch *batch = batch_new(pool);
	struct product whole = *entered;
	const struct outcome *outcome = load_editable(pool, id, seller, entered, product);

	if (outcome != DONE)
		return outcome;
	if (make_way(pool, product, entered->quantity ? entered->quantity : product->quantity))
		whole.version = -1;
	quota_lock(id);
	outcome = load_editable(pool, id, seller, &whole, product);
	if (outcome != DONE)
		return outcome;
	whole.quantity = entered->quantity ? entered->quantity : product->quantity;
	product_add_edit(batch, product, &whole);
	batch_run_all(batch);
	return product_load(pool, id, product);
}
