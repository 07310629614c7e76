/* Reads what a client has entered for a thing, by the thing's field table. */
#ifndef HTTP_INPUT_FIELDS_H
#define HTTP_INPUT_FIELDS_H

#include "http/request.h"

/*
 * Reads each field that is ENTERED (texts, whole numbers and money) into the thing, from JSON or from a form. False where any of them
 * breaks its rules: an error for each is then added to the request, with the message of the table. A whole number that the client leaves
 * out stays as it is in the thing; a text that the client leaves out, or leaves empty, becomes NULL.
 */
bool input_fields(struct request *request, const struct field *fields, void *thing);

#endif
