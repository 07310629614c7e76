/* The token in the header `Authorization: Bearer` (RFC 6750), by which programs, which have no session, say who they are. */
#ifndef HTTP_BEARER_H
#define HTTP_BEARER_H

#include "http/request.h"

/* The token; NULL where there is none. In the pool. */
const char *bearer_token(const struct request *request);

/* True if the token is `wanted`. Takes the same time for every wrong token. Never true where `wanted` is "". */
bool bearer_is(const struct request *request, const char *wanted);

#endif
