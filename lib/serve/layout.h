/* A reply's body as a page: the layout around a kind of page, or around what went wrong. For respond.c. */
#ifndef SERVE_LAYOUT_H
#define SERVE_LAYOUT_H

#include "http/request.h"

/*
 * The page that may be shown (answer.page) of what it was handed, with the request's errors and what was typed. Appended to the body; a
 * form's page may need a cookie, which is then appended to the headers.
 */
void layout_page(struct request *request, struct text *body, struct text *headers, const struct outcome *outcome);

/* The page of an outcome that has none of its own. */
void layout_error(struct request *request, struct text *body, const struct outcome *outcome);

#endif
