/* Serves requests by FastCGI or CGI: what main() of every program calls. */
#ifndef GATEWAY_SERVE_H
#define GATEWAY_SERVE_H

#include "http/request.h"

/*
 * Serves these routes: by FastCGI if the web server has started the program that way, else one request by plain CGI. Runs until SIGTERM,
 * SIGUSR1 or SIGINT, and answers the current request before it returns. Returns the exit status: 0, 64 (started from a terminal) or 78
 * (wrong configuration).
 *
 * By FastCGI: if a request's route is GROUP_COMMIT, and further requests have arrived already, they are read before the first one is
 * answered (GROUP_COMMIT_MAX in all), so that the writes of all of them may be committed together. The program never waits for further
 * requests. If a request's route has OWN_TRANSACTIONS, its handler runs on a fiber (wait/fiber.h): while it waits for an outside service,
 * other requests are served. Requests that wait cost memory and not a process each. At most FIBER_MAX wait; the program then accepts no
 * more, and further requests are left to other processes or stay in the socket's queue. After a signal to stop the program accepts
 * nothing, and answers the requests that wait before it ends.
 */
int serve(const struct route *routes);

/* True once a signal has told the program to stop: a handler that waits for something should answer now. */
bool serve_stopping(void);

#endif
