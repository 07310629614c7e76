/* Editing what is on sale, while it is sold. */
#ifndef SALES_PRODUCT_EDIT_H
#define SALES_PRODUCT_EDIT_H

#include "catalogue/product.h"

extern const struct outcome LOCKED[1]; /* a held or sold single ticket, or a quantity below what is held and sold */

/*
 * Edits it, on behalf of `seller`; overdue holds that stand in the way are ended. DONE, and the product as it is then; NOT_FOUND;
 * UNAUTHORIZED (not the seller); LOCKED; STALE (the version or revision sent isn't the present one). A form that was opened before a
 * sale sends its revision, and can be saved after it. Within a transaction.
 */
const struct outcome *product_edit(void *pool, const char *id, const char *seller, const struct product *entered,
                                   struct product *product);

#endif
