/*
 * What is shown. A handler says what there is (respond_show(), respond_list()), what a page of it needs besides (respond_page()) and
 * where it lives (respond_goes_to()); respond() alone decides how it is told: JSON for the API; for people a page, or 303 after a
 * change.
 *
 * A page is shown only after respond_prepare() has found, within the handler's unit of work, that it was handed its thing. So a request
 * that is refused before its handler runs is answered by the error page, whatever its route shows otherwise, and respond() itself never
 * asks the database.
 */
#ifndef SERVE_RESPOND_H
#define SERVE_RESPOND_H

#include "http/request.h"

/* ---- for handlers. Everything that is shown must live as long as the request. */

/* The thing by its fields. A page is handed the same thing, unless it is told otherwise by respond_page(). */
void respond_show(struct request *request, const struct field *fields, const void *thing);

/*
 * A list of things, each of `size` bytes, for the API. What would make the reply too long is cut off the list, which then has `more`: the
 * web server can take the whole of a short reply at once, so that whoever reads slowly keeps no program waiting.
 */
void respond_list(struct request *request, const struct field *fields, size_t size, struct list *list);

/* What the page's fill is handed, never NULL. */
void respond_page(struct request *request, const void *shown);

/* The page's title, instead of that of its kind. */
void respond_title(struct request *request, const char *title);

/* A body as it is, of this type, with the outcome's status. */
void respond_text(struct request *request, const struct outcome *outcome, const char *type, const char *text);

/* Where the new or changed thing lives: Location of a 201, or the target of a page's 303. Below the base path. */
void respond_goes_to(struct request *request, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The address of the further page: Link rel="next" in the API. */
void respond_next(struct request *request, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* After a success the reply signs this account in. */
void respond_signs_in(struct request *request, const struct account *account);

/* UNAUTHORIZED, and the header that asks for a token (RFC 6750). */
const struct outcome *respond_needs_token(struct request *request);

/* ---- for the serve loop */

/* After so many seconds the request may be sent again: for TOO_MANY. */
void respond_wait(struct request *request, int64_t seconds);

/* As if the handler had never run: forgets what it has said, what it found wrong with the input, and what it wanted to write. */
void respond_reset(struct request *request);

/*
 * After the handler, within its unit of work: after a success makes sure that the page has its thing; after a failure that can be
 * mended has the page of the form loaded, to be shown again with what was typed. Returns the outcome. A handler that hands its page
 * nothing is a fault of ours (FAULT_BUG).
 */
const struct outcome *respond_prepare(struct request *request, const struct outcome *outcome);

/* Makes the reply from the outcome and what was shown. */
void respond(struct request *request, const struct outcome *outcome);

/* Answers with a reply that was made before. Nothing may be added to its body; `next` as in respond_next(), or NULL. */
void respond_again(struct request *request, const struct reply *reply, const char *next);

/* Sends the reply. */
void respond_send(struct request *request);

#endif
