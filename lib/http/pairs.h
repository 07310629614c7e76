/* Pairs of a name and a value as forms send them and addresses have them (WHATWG URL, application/x-www-form-urlencoded). */
#ifndef HTTP_PAIRS_H
#define HTTP_PAIRS_H

#include <jansson.h>
#include <stdbool.h>

/*
 * An object of texts. A pair that is malformed (a bad escape, a NUL, no UTF-8), or whose name came before, is left out; `strict`: NULL
 * where there is one.
 */
json_t *pairs_read(void *pool, const char *text, bool strict);

#endif
