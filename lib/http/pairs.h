/* Reads pairs of names and values, from a form or from the query of an address (application/x-www-form-urlencoded in the URL standard). */
#ifndef HTTP_PAIRS_H
#define HTTP_PAIRS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/text.h"

/*
 * The pairs as a JSON object of texts. A pair is left out if it is malformed (a wrong escape, a NUL, or bytes that aren't UTF-8), or if its
 * name occurred before. With `strict` such a pair makes the result NULL.
 */
json_t *pairs_read(void *pool, const char *text, bool strict);

/* Appends the texts of the object to an address, as its query: "?a=1&b=2"; nothing where there are none, or no object (NULL). */
void pairs_put(struct text *address, const json_t *pairs);

#endif
