/*
 * Fills pages from fields (base/field.h). Each field fills the marker with its name. Money and moments fill a second marker, `name_text`,
 * with the form that people read.
 */
#ifndef PAGE_VIEW_H
#define PAGE_VIEW_H

#include "base/field.h"
#include "page/page.h"

/* An empty page for the templates of the configured folder. It is freed with the pool. */
struct page *view_new(void *pool);

/*
 * Fills the markers of all fields of a thing, a section for each object in it, and a section for each thing of a list in it. Amounts are in
 * the currency that the thing has as its field `currency`; a part without one has that of the whole, and without any it is the shop's.
 */
void view_fill(struct page *page, const struct field *fields, const void *thing);

/* Fills the section `notices` once for each notice of the settings that visitors should know of (base/config.h). */
void view_notices(struct page *page);

/* Shows the section `name` once if the condition holds. */
void view_flag(struct page *page, const char *name, bool holds);

/* Fills the marker `name` with a number. */
void view_number(struct page *page, const char *name, int64_t number);

#endif
