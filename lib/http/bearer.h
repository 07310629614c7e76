/* Who asks, by a token in the header `Authorization: Bearer` (RFC 6750): for programs, which have no session. */
#ifndef HTTP_BEARER_H
#define HTTP_BEARER_H

#include "http/request.h"

/* The token as it came; NULL where there is none. In the pool. */
const char *bearer_token(const struct request *request);

/* True if it is this one, in equal time whatever came; nothing is an empty one. */
bool bearer_is(const struct request *request, const char *wanted);

#endif
