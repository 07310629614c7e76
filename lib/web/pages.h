/* A reply as a page: the layout around a kind of page, or around what went wrong. For respond.c. */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "web/request.h"

/* This kind of page, of what is shown, with the request's errors and what was typed. */
void page_of(struct request *request, const struct page_kind *kind, enum result result);

/* The page of a result that has none of its own. */
void page_of_error(struct request *request, enum result result);

#endif
