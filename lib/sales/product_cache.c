#include "sales/product_cache.h"

#include <string.h>

#include "base/pool.h"
#include "catalogue/product.h"

#define SLOTS 16
#define TITLE_ROOM (4 * PRODUCT_TITLE_MAX + 1) /* UTF-8 */

struct slot {
	char id[ID_SIZE]; /* "": empty */
	char title[TITLE_ROOM];
	int64_t price;
};

static struct slot slots[SLOTS];
static size_t hand; /* the next to be taken */

static struct slot *find(const char *id)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (*id && !strcmp(slots[i].id, id))
			return &slots[i];
	return NULL;
}

bool product_cache_find(void *pool, const char *id, struct order_product *product)
{
	const struct slot *slot = find(id);

	if (!slot)
		return false;
	memcpy(product->id, slot->id, ID_SIZE);
	product->title = pool_text(pool, slot->title);
	product->price = slot->price;
	return true;
}

void product_cache_keep(const struct order_product *product)
{
	struct slot *slot = find(product->id);
	size_t size = strlen(product->title) + 1;

	if (size > TITLE_ROOM)
		return;
	if (!slot)
		slot = &slots[hand++ % SLOTS];
	memcpy(slot->id, product->id, ID_SIZE);
	memcpy(slot->title, product->title, size);
	slot->price = product->price;
}

void product_cache_drop(const char *id)
{
	struct slot *slot = find(id);

	if (slot)
		*slot->id = '\0';
}
