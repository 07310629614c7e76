/* A product as people see it: on sale, nearly or quite sold out; and what this visitor may do about it. */
#ifndef CATALOGUE_PRODUCT_PAGE_H
#define CATALOGUE_PRODUCT_PAGE_H

#include "catalogue/product.h"
#include "http/request.h"
#include "sales/order_seen.h"

#define PRODUCT_PAGE_FEW 5      /* tickets left that are called few */
#define PRODUCT_PAGE_CHOICES 10 /* tickets that can be chosen for one order at most */

/* What the page of a product is handed. */
struct product_shown {
	struct product product;
	char order_id[ID_SIZE]; /* the visitor's order that holds or has bought it; "" for none */
	bool signed_in; /* the visitor is */
	bool mine;      /* the visitor sells the product */
	int64_t chosen; /* how many tickets he has chosen in the form, sent just now or before he had to sign in */
	int64_t max;    /* tickets that can be chosen */
};

/* Loads this product and shows it; hands the page what it shows besides. DONE or NOT_FOUND. */
const struct outcome *product_page_load(struct request *request, const char *id);

/* Fills the page with a struct product_shown: the product, the visitor's order of it, the choice of quantities. */
void product_page_fill(struct page *page, const void *shown);

/* Shows one of the sections on_sale, few, last_one, sold_out; also free and mine, where true. For a page that has the product's fields. */
void product_page_state(struct page *page, const struct product *product, bool mine);

/* True if the visitor is the product's seller. */
bool product_page_is_mine(const struct request *request, const struct product *product);

/* What the buyer has seen of the product on the page whose form this is; NULL where the form doesn't say. */
const struct order_seen *product_page_seen(struct request *request);

/* Says on the page what of the line's product isn't as it was seen. */
void product_page_tell_changes(struct request *request, const struct order_line *line);

#endif
