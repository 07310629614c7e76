/* FastCGI: many requests, one after the other or several at once. For gateway/serve. */
#ifndef GATEWAY_FASTCGI_H
#define GATEWAY_FASTCGI_H

#include "http/request.h"

/* True if a web server has started this program as FastCGI: file 0 is then a socket that listens. */
bool fastcgi_is_started(void);

/* Serves these routes until fastcgi_stop(). Requests in hand are finished first. */
void fastcgi_serve(const struct route *routes);

/* Tells fastcgi_serve() to return. May be called by a signal handler. */
void fastcgi_stop(void);

/* True from then on. */
bool fastcgi_stopping(void);

#endif
