/* What the page where an order is paid needs of Stripe. Brings none of the code along that talks to Stripe. */
#ifndef STRIPE_PAGE_H
#define STRIPE_PAGE_H

#include "http/request.h"

/* It leads to Stripe's page, and has Stripe's field for a card in it where there is a publishable key. */
void stripe_page_sources(void *pool, struct page_sources *sources);

#endif
