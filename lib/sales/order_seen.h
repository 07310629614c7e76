/*
 * What a buyer has seen of a product on the page whose form he sends. Its seller may have edited it meanwhile: then nobody orders at
 * another price, or something else, without having seen that.
 */
#ifndef SALES_ORDER_SEEN_H
#define SALES_ORDER_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "sales/order.h"

/* As the form has it. */
struct order_seen {
	const char *revision; /* a number */
	const char *price;    /* as "12.50 USD" */
	const char *title;
};

/* False where price, currency or title are others now. A revision that is the same has the same title, however it is spelled. */
bool order_seen_is(const struct order_seen *seen, const struct order_product *product, int64_t revision);

/* What has changed, each in a sentence for the buyer, in the pool; NULL: that hasn't. */
const char *order_seen_price_words(void *pool, const struct order_seen *seen, const struct order_product *product);
const char *order_seen_title_words(void *pool, const struct order_seen *seen, const struct order_product *product);

extern const struct outcome SEEN_OTHERWISE[1]; /* the product isn't what the buyer has seen */

#endif
