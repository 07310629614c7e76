#include "sales/product_edit.h"

#include <string.h>

#include "base/fault.h"
#include "db/db.h"
#include "outbox/outbox.h"
#include "sales/hold.h"

const struct outcome LOCKED[1] = { { 400, "Cannot edit a reserved product", NULL } };

/* Edits the row read at this version; what was taken over from overdue holds goes in the same step. */
static const char UPDATE[] =
	"UPDATE products SET title = ?, price = ?, quantity = ?, held = held - ?, version = version + 1,"
	" order_id = IF(? = 1 AND held + sold > 0, (SELECT i.order_id FROM order_items i JOIN orders o ON o.id = i.order_id"
	" WHERE i.product_id = products.id AND o.status <> 'cancelled' LIMIT 1), NULL)"
	" WHERE id = ? AND user_id = ? AND version = ?";

static const struct outcome *may_update(const struct product *now, const char *seller, const struct product_input *input)
{
	int64_t live = now->quantity - now->available;

	if (strcmp(now->user_id, seller))
		return UNAUTHORIZED;
	if ((now->quantity == 1 && live) || (input->quantity && input->quantity < live))
		return LOCKED;
	return input->version >= 0 && input->version != now->version ? STALE : DONE;
}

/* Takes over as many overdue holds as stand in the way of this edit; how many tickets they held. */
static int64_t make_way(void *pool, const struct product *now, int64_t quantity)
{
	int64_t max = now->quantity == 1 ? 0 : quantity, freed = 0;

	while (now->held + now->sold - freed > max && hold_take_over(pool, now->id, &freed))
		continue;
	return freed;
}

const struct outcome *product_edit(void *pool, const char *id, const char *seller, const struct product_input *input,
                           struct product *product)
{
	const struct outcome *result = product_load(pool, id, product);
	int64_t quantity = input->quantity ? input->quantity : product->quantity;

	if (result == DONE)
		result = may_update(product, seller, input);
	if (result != DONE)
		return result;
	if (!db_exec(UPDATE, BIND(db_text(input->title), db_int(input->price), db_int(quantity),
	                          db_int(make_way(pool, product, quantity)), db_int(quantity), db_text(id), db_text(seller),
	                          db_int(product->version))))
		fault(FAULT_AGAIN, "product changed while it was edited");
	product_index_words(id);
	outbox_product("product:updated", id);
	return product_load(pool, id, product);
}
