/* FastCGI: requests from the socket that the web server, or who started the program for it, has opened as file 0. For app.c. */
#ifndef SERVE_FASTCGI_H
#define SERVE_FASTCGI_H

#include <stdbool.h>

#include "http/request.h"

/* True where this program was started for FastCGI. */
bool fastcgi_is_there(void);

/*
 * Serves these routes until fastcgi_stop(). Where a request may be answered together with others
 * (GROUP_COMMIT), and such are waiting already,
 * they are taken up before the first is answered: DISPATCH_MAX at most, and nobody is waited for.
 */
void fastcgi_serve(const struct route *routes);

/* For a signal handler: ends the waiting for requests. */
void fastcgi_stop(void);

#endif
