/* Editing a product while it is on sale. */
#ifndef SALES_PRODUCT_EDIT_H
#define SALES_PRODUCT_EDIT_H

#include "catalogue/product.h"

extern const struct outcome LOCKED[1]; /* a single ticket that is held or sold, or a new quantity below what is held and sold */

/*
 * Edits a product on behalf of `seller`. Overdue orders that stand in the way are cancelled. DONE, and `product` is the product after the
 * edit; NOT_FOUND; UNAUTHORIZED (`seller` isn't its seller); LOCKED; STALE (`entered` has a version or revision that isn't the present
 * one). A form sends the revision, which sales don't change, so a form that was opened before a sale can still be saved. Within a
 * transaction.
 */
const struct outcome *product_edit(void *pool, const char *id, const char *seller, const struct product *entered,
                                   struct product *product);

#endif
