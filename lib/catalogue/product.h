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
#include "db/batch.h"

#define PRODUCT_TITLE_MAX 200       /* characters */
#define PRODUCT_QUANTITY_MAX 100000
#define PRODUCT_LIST_MAX 500
#define PRODUCT_CATALOGUE "catalogue" /* touched (batch_touch()) when what is on sale changes, stock aside */

struct product {
	char id[ID_SIZE];
	const char *title;
	int64_t price;     /* minor units */
	char user_id[ID_SIZE]; /* the seller */
	int64_t version;  /* rises with every change, holds and sales too: revision and its quota's version together */
	int64_t revision; /* rises when the seller edits */
	int64_t quantity;
	int64_t available;
	char order_id[ID_SIZE]; /* quantity 1 only: the order that holds or bought it */
	int64_t held, sold, overdue; /* of its own quota; `overdue` is the part of `held` whose time has run out */
	int64_t shared; /* units that the quotas which it shares have room for; its quantity where it shares none */
};

extern const struct field product_fields[];

/*
 * What a client enters is a struct product, too, in which the ENTERED fields count. `quantity` 0: the present one (1 of a new product);
 * `version` and `revision` -1: any.
 */
#define PRODUCT_ENTERED ((struct product){ .version = -1, .revision = -1 })

/* Which products, in what order. Texts may be NULL. */
struct product_query {
	const char *words;  /* only titles with all of these words (five at the most count) */
	const char *after;  /* only those that come after this product's id in the order asked for */
	int64_t limit;      /* 1 to PRODUCT_LIST_MAX */
	bool newest_first;
};

/* Adds to the batch that this product, as it was entered, is put on sale. CREATED, and the rest of `product` is filled. */
const struct outcome *product_create(struct batch *batch, const char *seller, struct product *product);

/*
 * Adds to the batch an edit of the product as it was read: the batch is refused where it has been edited since, or where the quantity
 * entered (which isn't 0) is below what is held and sold. Who may, and when: sales/product_edit.h.
 */
const struct outcome *product_add_edit(struct batch *batch, const struct product *product, const struct product *entered);

/* DONE or NOT_FOUND. */
const struct outcome *product_load(void *pool, const char *id, struct product *product);

/* The page (db_page()) of products that the query asks for, as struct product. */
struct list product_list(void *pool, const struct product_query *query);

/* Adds to the batch by which words of its title a product is found. */
void product_index_words(struct batch *batch, const char *id);

#endif
