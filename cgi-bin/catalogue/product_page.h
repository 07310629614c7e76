/* A product as people see it: on sale, the last few, or sold out; and what this visitor may do about it. */
#ifndef CATALOGUE_PRODUCT_PAGE_H
#define CATALOGUE_PRODUCT_PAGE_H

#include "catalogue/product.h"
#include "http/request.h"

#define OFFER_FEW 5      /* so many left are few */
#define OFFER_CHOICES 10 /* tickets offered in one order's choice, at the most */

/* The product's fields; one of the sections on_sale, few, last_one, sold_out; free, mine. */
void product_page_state(const struct request *request, struct page *page, const struct product *product);

/* The page of the product shown: its offer, the visitor's hold of it, the choice of quantities. */
void product_page_fill(struct request *request, struct page *page);

#endif
