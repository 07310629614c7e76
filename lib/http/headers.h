/* The headers of every reply: what it is, who may keep it, and what a browser may do with it. For respond.c. */
#ifndef HTTP_HEADERS_H
#define HTTP_HEADERS_H

#include "http/request.h"

/* All of them, up to the empty line. */
void headers_write(struct request *request, struct text *out);

#endif
