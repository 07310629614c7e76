/* A product as people see it: on sale, the last few, or sold out; and what this visitor may do about it. */
#ifndef CATALOGUE_PRODUCT_PAGE_H
#define CATALOGUE_PRODUCT_PAGE_H

#include "catalogue/product.h"
#include "http/request.h"

#define OFFER_FEW 5      /* so many left are few */
#define OFFER_CHOICES 10 /* tickets offered in one order's choice, at the most */

/* What the page of a product is handed. */
struct product_shown {
	struct product product;
	char order_id[ID_SIZE]; /* the visitor's order that holds or has bought it; "" for none */
	bool signed_in, mine;   /* the visitor is signed in; is its seller */
};

/* Shows this product, to the API its fields alone: DONE or NOT_FOUND. */
const struct outcome *product_page_load(struct request *request, const char *id);

/* Of struct product_shown: the offer, the visitor's order, the choice of quantities. */
void product_page_fill(struct page *page, const void *shown);

/* The product's fields; one of the sections on_sale, few, last_one, sold_out; free, and mine where that is so. */
void product_page_state(struct page *page, const struct product *product, bool mine);

/* True if the visitor is the product's seller. */
bool product_page_is_mine(const struct request *request, const struct product *product);

#endif
