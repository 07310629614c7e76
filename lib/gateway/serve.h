/* What main() of every program calls. */
#ifndef GATEWAY_SERVE_H
#define GATEWAY_SERVE_H

#include "http/request.h"

/*
 * Serves these routes: as FastCGI where the server started it so, else one request as plain CGI, until SIGTERM, SIGUSR1
 * or SIGINT (the request in hand is finished first). Returns the exit status: 0, 64 (run from a terminal), 78 (configuration).
 *
 * As FastCGI: where a request's route is GROUP_COMMIT and others wait already, they are taken up before the first is answered
 * (GROUP_COMMIT_MAX at most, and nobody is waited for), so that what they write may be committed together. Where a request's route has
 * OWN_TRANSACTIONS, its handler runs on a fiber: while it waits for an outside service, others are served. So many that wait cost
 * memory, not a process each; FIBER_MAX at most, more are left to other processes or stay in the socket's queue. A signal to stop ends
 * the accepting, and what waits is answered first.
 */
int serve(const struct route *routes);

/* True once a signal has told the program to stop: a handler that waits for something should answer now. */
bool serve_stopping(void);

#endif
