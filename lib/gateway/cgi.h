/* Plain CGI (RFC 3875): one request, by environment and standard input; for serve.c. Its handler waits for the outside in the program. */
#ifndef GATEWAY_CGI_H
#define GATEWAY_CGI_H

#include "http/request.h"

/* Answers the request. Returns the exit status: 0, or 64 where there is none, as at a terminal. */
int cgi_serve(const struct route *routes);

#endif
