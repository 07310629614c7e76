/* Writes the body of a reply as a page: the layout, and within it a page of some kind or an error. For respond.c. */
#ifndef SERVE_LAYOUT_H
#define SERVE_LAYOUT_H

#include "http/request.h"

/*
 * Appends the page answer.page to the body, with the thing that the handler has handed to it, the request's errors, and what the visitor
 * has typed. A page with a form may need a cookie, which is then appended to the headers.
 */
void layout_page(struct request *request, struct text *body, struct text *headers, const struct outcome *outcome);

/* Appends the page for errors to the body. */
void layout_error(struct request *request, struct text *body, const struct outcome *outcome);

#endif
