/*
 * Titles and prices of products as this program read them last, so that a product in demand need not be asked for again before
 * each of its orders. Whoever uses one has the database refuse it where it is no longer true: stock_take_at_commit().
 */
#ifndef CATALOGUE_PRODUCT_CACHE_H
#define CATALOGUE_PRODUCT_CACHE_H

#include <stdbool.h>

#include "sales/order.h"

/* Into `product`, its title in the pool; false where it isn't kept. */
bool product_cache_find(void *pool, const char *id, struct order_product *product);

void product_cache_keep(const struct order_product *product);

void product_cache_drop(const char *id);

#endif
