/*
 * A product: tickets on sale, `quantity` of them at one price. What is available is decided at the moment of
 * reading, by the database's clock: a hold counts until its `expires_at` and not an instant longer.
 */
#ifndef SHOP_PRODUCT_H
#define SHOP_PRODUCT_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/result.h"

#define PRODUCT_TITLE_MOST 200       /* characters */
#define PRODUCT_QUANTITY_MOST 100000
#define PRODUCT_LIST_MOST 500

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
	int64_t limit;      /* 1 to PRODUCT_LIST_MOST */
	bool newest_first;
};

/* Puts it on sale. CREATED, and `product` filled. */
enum result product_create(struct product *product, const char *seller, const struct product_input *input);

/* DONE or NOT_FOUND. */
enum result product_load(void *pool, const char *id, struct product *product);

/* The products that the query asks for, as struct product. */
struct list product_list(void *pool, const struct product_query *query);

/*
 * Edits it, on behalf of `seller`, and takes over overdue holds on the way: DONE, NOT_FOUND, UNAUTHORIZED (not the
 * seller), LOCKED, STALE (the version sent isn't the present one). Within a transaction.
 */
enum result product_update(void *pool, const char *id, const char *seller, const struct product_input *input,
                           struct product *product);

#endif
