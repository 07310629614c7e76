/* A reply as a page: the layout around a kind of page, or around what went wrong. For respond.c. */
#ifndef SERVE_LAYOUT_H
#define SERVE_LAYOUT_H

#include "http/request.h"

/* This kind of page, of what is shown, with the request's errors and what was typed. */
void layout_page(struct request *request, const struct page_kind *kind, const struct outcome *result);

/* The page of a result that has none of its own. */
void layout_error(struct request *request, const struct outcome *result);

#endif
