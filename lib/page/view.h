/* Pages filled from fields: each field is a marker of its name; money and moments have a second one, `name_text`, for people. */
#ifndef PAGE_VIEW_H
#define PAGE_VIEW_H

#include "base/field.h"
#include "page/page.h"

/* An empty page by the templates of the configured folder, freed with the pool. */
struct page *view_new(void *pool);

void view_fill(struct page *page, const struct field *fields, const void *thing);
void view_fill_list(struct page *page, const char *name, const struct field *fields, size_t size, const struct list *list);

/* A section shown once if the condition holds. */
void view_flag(struct page *page, const char *name, bool holds);

void view_number(struct page *page, const char *name, int64_t number);

#endif
