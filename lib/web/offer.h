/* A product as people see it: on sale, the last few, or sold out. */
#ifndef WEB_OFFER_H
#define WEB_OFFER_H

#include "shop/product.h"
#include "web/request.h"

#define OFFER_FEW 5

/* The product's fields and the sections on_sale, few, last_one, sold_out, free, mine. */
void offer_fill(const struct request *request, struct page *page, const struct product *product);

#endif
