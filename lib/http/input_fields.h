/* What a client enters of a thing, by its field table. */
#ifndef HTTP_INPUT_FIELDS_H
#define HTTP_INPUT_FIELDS_H

#include "http/request.h"

/*
 * Reads each field that is ENTERED (texts, whole numbers and money) into the thing, from JSON and from a form alike: false where the
 * rules of any are broken, each of which is then among the request's errors with the table's message. A whole number that is left out
 * stays what it is in the thing; a text that is left out, or empty, is NULL.
 */
bool input_fields(struct request *request, const struct field *fields, void *thing);

#endif
