/*
 * A product: tickets on sale, `quantity` of them at one price. What is available is decided at the moment of
 * reading, by the database's clock: a hold counts until its `expires_at` and not an instant longer.
 */
#ifndef CATALOGUE_PRODUCT_H
#define CATALOGUE_PRODUCT_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"

#define PRODUCT_TITLE_MAX 200       /* characters */
#define PRODUCT_QUANTITY_MAX 100000
#define PRODUCT_LIST_MAX 500

struct product {
	char id[ID_SIZE];
	const char *title;
	int64_t price;     /* minor units */
	char user_id[ID_SIZE]; /* the seller */
	int64_t version;
	int64_t quantity;
	int64_t available;
	char order_id[ID_SIZE]; /* quantity 1 only: the order that holds or bought it */
	int64_t held, sold, overdue; /* as stored; `overdue` is the part of `held` whose time has run out */
};

extern const struct field product_fields[];

/* What a client may set. `quantity` 0 keeps the present one (1 for a new product); `version` -1: any. */
struct product_input {
	const char *title;
	int64_t price, quantity, version;
};

/* Which products, in what order. Texts may be NULL. */
struct product_query {
	const char *words;  /* only titles with all of these words (five at the most count) */
	const char *after;  /* only those that come after this product's id in the order asked for */
	int64_t limit;      /* 1 to PRODUCT_LIST_MAX */
	bool newest_first;
};

/* Puts it on sale. CREATED, and `product` filled. */
const struct outcome *product_create(struct product *product, const char *seller, const struct product_input *input);

/* DONE or NOT_FOUND. */
const struct outcome *product_load(void *pool, const char *id, struct product *product);

/* The products that the query asks for, as struct product. */
struct list product_list(void *pool, const struct product_query *query);

/* Writes anew by which words of its title a product is found. Within a transaction. */
void product_index_words(const char *id);

#endif
