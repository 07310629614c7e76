/* Writes the body of a reply as a page: the layout with a page of some kind within it, or with what went wrong. For respond.c. */
#ifndef SERVE_LAYOUT_H
#define SERVE_LAYOUT_H

#include "http/request.h"

/*
 * Appends to the body the page answer.page, filled from what it was handed, with the request's errors and what was typed. A page with a
 * form may need a cookie, which is then appended to the headers.
 */
void layout_page(struct request *request, struct text *body, struct text *headers, const struct outcome *outcome);

/* Appends to the body the page for errors. */
void layout_error(struct request *request, struct text *body, const struct outcome *outcome);

#endif
