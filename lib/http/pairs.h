/* Reads the names and values of a form or of an address's query (application/x-www-form-urlencoded in the WHATWG's URL standard). */
#ifndef HTTP_PAIRS_H
#define HTTP_PAIRS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/text.h"

/*
 * The pairs as an object of texts. A pair that is malformed (by an escape, a NUL, or bytes that aren't UTF-8), or whose name came before,
 * is left out; with `strict` the whole is NULL then.
 */
json_t *pairs_read(void *pool, const char *text, bool strict);

/* Appends the texts of the object to an address, as its query: "?a=1&b=2"; nothing where there are none, or no object (NULL). */
void pairs_put(struct text *address, const json_t *pairs);

#endif
