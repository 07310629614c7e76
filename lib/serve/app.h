/* The serve loop: what main() of every program calls. */
#ifndef SERVE_APP_H
#define SERVE_APP_H

#include "http/request.h"

/*
 * Serves these routes: as FastCGI where the server started it so, else one request as plain CGI, until SIGTERM, SIGUSR1
 * or SIGINT (the request in hand is finished first). Returns the exit status: 0, 64 (run from a terminal), 78 (configuration).
 */
int app_serve(const struct route *routes);

/* True once such a signal has come: a handler that waits for something answers now. */
bool app_stopping(void);

#endif
