/*
 * Who comes at the program's socket. For fastcgi.c, where the socket is one of this machine.
 *
 * lighttpd and mod_fcgid hand on a request when it has come in whole. A server that hands it on while it comes in, as Apache's
 * mod_proxy_fcgi does, starts the programs with BOXOFFICE_STREAMED in their environment: then a connection is given out when its
 * request is there, and a sender who is slow keeps nobody waiting.
 */
#ifndef SERVE_ACCEPT_H
#define SERVE_ACCEPT_H

#include <stdbool.h>

/*
 * Before all else. With `may_ask` accept_next() may be called without waiting; then, and where requests are streamed, accept() waits
 * at this socket for no program that has it any more. A fault where the system doesn't let wait so.
 */
void accept_watch(int socket, bool may_ask);

/*
 * A connection. Where requests are streamed: one whose request is there to be read, or of a large one the first 16 KB. -1: there is
 * none, or with `wait` none will come, since the program is to stop.
 */
int accept_next(bool wait);

/* For a signal handler: ends the waiting. */
void accept_stop(void);

#endif
