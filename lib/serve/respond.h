/*
 * What is shown. A handler says what there is (show, respond_list) and where it lives (respond_goes_to); respond() alone decides
 * how: JSON for the API, for people a page, or 303 after a change.
 */
#ifndef SERVE_RESPOND_H
#define SERVE_RESPOND_H

#include "http/request.h"

/* The thing by its fields; both must live as long as the request. */
void respond_show(struct request *request, const struct field *fields, const void *thing);

/* A list of things, in a page the sections `name`. */
void respond_list(struct request *request, const char *name, const struct field *fields, size_t size, const struct list *list);

/* A body as it is, of this type, with the result's status. */
void respond_text(struct request *request, const struct outcome *result, const char *type, const char *text);

/* Where the new or changed thing lives: Location of a 201, or the target of a page's 303. Below the base path. */
void respond_goes_to(struct request *request, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The address of the further page: Link rel="next" in the API. */
void respond_next(struct request *request, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes the reply from the result and what was shown. */
void respond(struct request *request, const struct outcome *result);

/* Sends the reply. */
void respond_send(struct request *request);

#endif
