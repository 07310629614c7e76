/*
 * A product: tickets on sale, `quantity` of them at one price. How many are available is computed when the product is read, by the
 * database's clock: a hold counts until its `expires_at` and not an instant longer.
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
#define PRODUCT_CATALOGUE "catalogue" /* the name for batch_touch() when a product is added or edited */

struct product {
	char id[ID_SIZE];
	const char *title;
	int64_t price;     /* minor units */
	char user_id[ID_SIZE]; /* the seller */
	int64_t version;  /* rises with every change, holds and sales included: the sum of revision and of its quota's version */
	int64_t revision; /* rises when the seller edits */
	int64_t quantity;
	int64_t available;
	char order_id[ID_SIZE]; /* of a product of quantity 1: the order that holds or has bought it; else "" */
	int64_t held, sold, overdue; /* of the product's own quota; `overdue` is the part of `held` whose time has run out */
	int64_t shared; /* how many units its shared quotas have room for; its quantity where it shares none */
};

extern const struct field product_fields[];

/*
 * An empty struct product for what a client enters, of which the ENTERED fields count. `quantity` 0: the client has given none, so it stays
 * as it is (1 for a new product). `version` and `revision` -1: the client has given none, so any fits.
 */
#define PRODUCT_ENTERED ((struct product){ .version = -1, .revision = -1 })

/* Which products to list, and in what order. Texts may be NULL. */
struct product_query {
	const char *words;  /* only products whose titles have all of these words: of the first 200 characters, the first five */
	const char *after;  /* the id of a product: only products that come after it in the order asked for */
	int64_t limit;      /* 1 to PRODUCT_LIST_MAX */
	bool newest_first;
};

/* Adds a new product, as the client entered it, to the batch. CREATED; the remaining members of `product` are filled. */
const struct outcome *product_create(struct batch *batch, const char *seller, struct product *product);

/*
 * Adds an edit to the batch. `product` is the product as it was read, `entered` what the client entered, with a quantity above 0. The
 * batch is refused where the product has been edited since it was read, or where the quantity is below what is held and sold.
 * sales/product_edit.h decides who may edit a product, and when.
 */
const struct outcome *product_add_edit(struct batch *batch, const struct product *product, const struct product *entered);

/* Reads a product. DONE or NOT_FOUND. */
const struct outcome *product_load(void *pool, const char *id, struct product *product);

/*
 * Products that fit a query, as struct product, in a page (db_page()). A search for several words looks at PRODUCT_SEARCH_MAX products at
 * most that have the rarest of them, so that its work is bounded whatever the words are. Where it has stopped before the end, `searched_to`
 * is the last product that it has looked at, and the page may have fewer products than the limit, or none; else it is "".
 */
struct product_page {
	struct list products;
	char searched_to[ID_SIZE];
};
#define PRODUCT_SEARCH_MAX 1000

/* Reads one page of the products that fit the query. DONE, or NOT_FOUND where there is no product with the id `after`. */
const struct outcome *product_list(void *pool, const struct product_query *query, struct product_page *page);

/* The id after which the next page begins; NULL: there is none. */
const char *product_next(const struct product_page *page);

/* Adds to the batch the words of the product's title, by which searches find the product. */
void product_index_words(struct batch *batch, const char *id);

#endif
