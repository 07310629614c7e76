/* Writes the headers of every reply: its type, which caches may store it, and what a browser may do with it. For respond.c. */
#ifndef HTTP_HEADERS_H
#define HTTP_HEADERS_H

#include "http/request.h"

/* Appends all headers, and the empty line after them. */
void headers_write(struct request *request, struct text *out);

#endif
