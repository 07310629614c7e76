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

/*
 * Cancels overdue orders of the product if they stand in the way: if they hold a single ticket, or too many for the new quantity. True if
 * so.
 */
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
 * Locks the product's quota for the edit. Orders must be locked before quotas, so overdue orders are cancelled before. Cancelling raises
 * the product's version, so the version that the client sent is checked first, and ignored after the lock if orders were cancelled.
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
